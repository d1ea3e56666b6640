/** Everything that speaks to Kafka: the gate at start, the consumer, the producers, the lag. */
@NullMarked
package io.sparkpipeline.streaming.kafka;

import org.jspecify.annotations.NullMarked;
