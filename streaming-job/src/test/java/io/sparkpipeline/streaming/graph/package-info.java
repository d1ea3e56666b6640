@NullMarked
package io.sparkpipeline.streaming.graph;

import org.jspecify.annotations.NullMarked;
