/** What the driver says of itself. */
@NullMarked
package io.sparkpipeline.streaming.ops;

import org.jspecify.annotations.NullMarked;
