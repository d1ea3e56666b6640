/** The one door to the system clock and to waiting. */
@NullMarked
package io.sparkpipeline.common.time;

import org.jspecify.annotations.NullMarked;
