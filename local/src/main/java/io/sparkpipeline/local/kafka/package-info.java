/** A real Kafka broker in a JVM of its own. */
@NullMarked
package io.sparkpipeline.local.kafka;

import org.jspecify.annotations.NullMarked;
