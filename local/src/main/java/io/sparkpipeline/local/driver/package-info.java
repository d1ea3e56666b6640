/** The streaming driver as a process of its own, watched and restarted as the Spark operator would. */
@NullMarked
package io.sparkpipeline.local.driver;

import org.jspecify.annotations.NullMarked;
