package io.sparkpipeline.common.checkpoint;

import io.sparkpipeline.common.checkpoint.SerializedGraph.Node;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Kafka offsets in a checkpoint's graph: the offset ranges of the batches it keeps are {@code (topic,
 * partition, from, until)} tuples (OffsetRange.OffsetRangeTuple), the end of them is the field {@code currentOffsets} of
 * DirectKafkaInputDStream, a map from TopicPartition.
 */
final class OffsetFinder {

    private final SortedMap<String, SortedMap<Integer, Long>> found = new TreeMap<>();
    private final String side;
    private final LongBinaryOperator choice;

    private OffsetFinder(String side, LongBinaryOperator choice) {
        this.side = side;
        this.choice = choice;
    }

    /** Of each partition the earliest offset that is named. */
    static KafkaOffsets find(SerializedGraph graph) {
        return new OffsetFinder("_3", Math::min).in(graph);
    }

    /** Of each partition the offset after the last one that a batch holds. */
    static KafkaOffsets ends(SerializedGraph graph) {
        return new OffsetFinder("_4", Math::max).in(graph);
    }

    private KafkaOffsets in(SerializedGraph graph) {
        graph.objects().forEach(this::visit);
        return new KafkaOffsets(found);
    }

    private void visit(Node node) {
        switch (node.className()) {
            case "scala.Tuple4" -> {
                if (node.field("_1") instanceof String topic
                        && unboxed(node.field("_2")) instanceof Integer partition
                        && unboxed(node.field(side)) instanceof Long offset) {
                    note(topic, partition, offset);
                }
            }
            case "scala.Tuple2" -> entry(node.field("_1"), node.field("_2"));
            case "scala.collection.immutable.Map$Map1",
                    "scala.collection.immutable.Map$Map2",
                    "scala.collection.immutable.Map$Map3",
                    "scala.collection.immutable.Map$Map4" -> smallMap(node);
            default -> {
                // nothing that holds offsets
            }
        }
    }

    private void smallMap(Node node) {
        for (int i = 1; i <= 4; i++) {
            String at = "scala$collection$immutable$Map$Map"
                    + node.className().charAt(node.className().length() - 1);
            Object key = node.fields().getOrDefault("key" + i, node.field(at + "$$key" + i));
            Object value = node.fields().getOrDefault("value" + i, node.field(at + "$$value" + i));
            entry(key, value);
        }
    }

    private void entry(@Nullable Object key, @Nullable Object value) {
        if (key instanceof Node partition
                && partition.className().equals("org.apache.kafka.common.TopicPartition")
                && partition.field("topic") instanceof String topic
                && partition.field("partition") instanceof Integer number
                && unboxed(value) instanceof Long offset) {
            note(topic, number, offset);
        }
    }

    private void note(String topic, int partition, long offset) {
        found.computeIfAbsent(topic, name -> new TreeMap<>()).merge(partition, offset, choice::applyAsLong);
    }

    private static @Nullable Object unboxed(@Nullable Object value) {
        return value instanceof Node box && box.className().startsWith("java.lang.") ? box.field("value") : value;
    }
}
