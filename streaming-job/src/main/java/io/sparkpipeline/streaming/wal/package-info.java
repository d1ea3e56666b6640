/**
 * The write-ahead log of the HTTP source: events in segments, in frames that are whole or not there, numbered without a
 * gap. An event's number is its offset, as in a Kafka partition. Knows nothing of Spark.
 */
@NullMarked
package io.sparkpipeline.streaming.wal;

import org.jspecify.annotations.NullMarked;
