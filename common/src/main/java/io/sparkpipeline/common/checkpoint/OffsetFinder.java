package io.sparkpipeline.common.checkpoint;

import io.sparkpipeline.common.cli.HeapShare;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Kafka offsets among a checkpoint's objects: the offset ranges of the batches it keeps are {@code (topic,
 * partition, from, until)} tuples (OffsetRange.OffsetRangeTuple), the end of them is the field {@code currentOffsets} of
 * DirectKafkaInputDStream, a map from TopicPartition.
 */
final class OffsetFinder {

    static final String PARTITION = "org.apache.kafka.common.TopicPartition";

    /** Of an entry in both of the maps. */
    private static final int ENTRY = 300;

    private final SortedMap<String, SortedMap<Integer, Long>> earliest = new TreeMap<>();
    private final SortedMap<String, SortedMap<Integer, Long>> ends = new TreeMap<>();
    private final HeapShare memory;

    OffsetFinder(HeapShare memory) {
        this.memory = memory;
    }

    /** Of each partition the earliest offset that is named. */
    KafkaOffsets earliest() {
        return new KafkaOffsets(earliest);
    }

    /** Of each partition the offset after the last one that a batch holds. */
    KafkaOffsets ends() {
        return new KafkaOffsets(ends);
    }

    void visit(SerializedObject object) {
        switch (object.className()) {
            case "scala.Tuple4" -> {
                if (object.field("_1") instanceof String topic
                        && object.field("_2") instanceof Integer partition
                        && object.field("_3") instanceof Long from
                        && object.field("_4") instanceof Long until) {
                    note(topic, partition, from, until);
                }
            }
            case "scala.Tuple2" -> entry(object.field("_1"), object.field("_2"));
            case "scala.collection.immutable.Map$Map1",
                    "scala.collection.immutable.Map$Map2",
                    "scala.collection.immutable.Map$Map3",
                    "scala.collection.immutable.Map$Map4" -> smallMap(object);
            default -> {
                // nothing that holds offsets
            }
        }
    }

    private void smallMap(SerializedObject map) {
        String mangled = map.className().replace('.', '$') + "$$";
        for (int i = 1; i <= 4; i++) {
            entry(either(map, mangled, "key" + i), either(map, mangled, "value" + i));
        }
    }

    private static @Nullable Object either(SerializedObject map, String mangled, String name) {
        Object plain = map.field(name);
        return plain == null ? map.field(mangled + name) : plain;
    }

    private void entry(@Nullable Object key, @Nullable Object value) {
        if (key instanceof SerializedObject partition
                && partition.field("topic") instanceof String topic
                && partition.field("partition") instanceof Integer number
                && value instanceof Long offset) {
            note(topic, number, offset, offset);
        }
    }

    private void note(String topic, int partition, long from, long until) {
        SortedMap<Integer, Long> endsOfTopic = ends.computeIfAbsent(topic, name -> new TreeMap<>());
        if (!endsOfTopic.containsKey(partition)) {
            memory.take(ENTRY);
        }
        endsOfTopic.merge(partition, until, Math::max);
        earliest.computeIfAbsent(topic, name -> new TreeMap<>()).merge(partition, from, Math::min);
    }
}
