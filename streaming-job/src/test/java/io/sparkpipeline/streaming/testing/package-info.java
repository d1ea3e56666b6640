/** Test helpers: a Kafka broker and a driver, each in a JVM of its own, and an independent count of what is in a topic. */
@NullMarked
package io.sparkpipeline.streaming.testing;

import org.jspecify.annotations.NullMarked;
