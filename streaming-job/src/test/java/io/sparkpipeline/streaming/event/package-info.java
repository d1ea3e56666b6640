/** Events: their form, and the one place that tells good input from bad. */
@NullMarked
package io.sparkpipeline.streaming.event;

import org.jspecify.annotations.NullMarked;
