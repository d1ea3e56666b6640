/** The folder of one run: fresh, locked while the run lives, removed after it. */
@NullMarked
package io.sparkpipeline.local.work;

import org.jspecify.annotations.NullMarked;
