package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.streaming.graph.LogInputDStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.streaming.DStreamGraph;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.kafka010.DirectKafkaInputDStream;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxesRunTime;

/** The input of a checkpoint's graph: which offsets it has read and where it goes on, whatever its source. */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
sealed interface CheckpointInput {

    /** By batch time, the ranges that it reads, as an array of (topic, partition, from, until). */
    scala.collection.mutable.HashMap<Time, Object> batches();

    /** Where each partition goes on. */
    Map<TopicPartition, Long> offsets();

    /** Changes where partitions go on. */
    void goOnAt(Map<TopicPartition, Long> offsets);

    /** That of a graph; null where it reads something else. */
    static @Nullable CheckpointInput of(DStreamGraph graph) {
        for (InputDStream<?> input : graph.getInputStreams()) {
            if (input instanceof DirectKafkaInputDStream<?, ?> kafka) {
                return new Kafka(kafka);
            }
            if (input instanceof LogInputDStream log) {
                return new Log(log);
            }
        }
        return null;
    }

    /** A Kafka topic. */
    record Kafka(DirectKafkaInputDStream<?, ?> stream) implements CheckpointInput {

        @Override
        public scala.collection.mutable.HashMap<Time, Object> batches() {
            return stream.checkpointData().data();
        }

        @Override
        public Map<TopicPartition, Long> offsets() {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            CollectionConverters.asJava(stream.currentOffsets())
                    .forEach((partition, offset) -> offsets.put(partition, BoxesRunTime.unboxToLong(offset)));
            return offsets;
        }

        @Override
        public void goOnAt(Map<TopicPartition, Long> offsets) {
            Map<TopicPartition, Object> boxed = new HashMap<>(offsets);
            stream.currentOffsets_$eq(scala.collection.immutable.Map.from(CollectionConverters.asScala(boxed)));
        }
    }

    /** The write-ahead log of the HTTP source. */
    record Log(LogInputDStream stream) implements CheckpointInput {

        @Override
        public scala.collection.mutable.HashMap<Time, Object> batches() {
            return stream.checkpointData().data();
        }

        @Override
        public Map<TopicPartition, Long> offsets() {
            return Map.of(LogInputDStream.PARTITION, stream.position());
        }

        @Override
        public void goOnAt(Map<TopicPartition, Long> offsets) {
            Long offset = offsets.get(LogInputDStream.PARTITION);
            if (offset != null) {
                stream.goOnAt(offset);
            }
        }
    }
}
