/** The DStream graph: named functions without captured settings, so that a checkpoint never binds to the wrong code. */
@NullMarked
package io.sparkpipeline.streaming.graph;

import org.jspecify.annotations.NullMarked;
