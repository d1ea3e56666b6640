/** What the driver says of itself: liveness, readiness, metrics and status. */
@NullMarked
package io.sparkpipeline.streaming.ops;

import org.jspecify.annotations.NullMarked;
