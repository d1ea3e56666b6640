/** Tests of the retention planner. */
@NullMarked
package io.sparkpipeline.common.retention;

import org.jspecify.annotations.NullMarked;
