/** The servers, the volume and the jobs on one machine: what the demo and {@code up} play on. */
@NullMarked
package io.sparkpipeline.local.stage;

import org.jspecify.annotations.NullMarked;
