package io.sparkpipeline.common.checkpoint;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Kafka offsets per topic and partition.
 *
 * @param byTopic topic to partition to the next offset to be read (the first one not yet counted)
 */
public record KafkaOffsets(SortedMap<String, SortedMap<Integer, Long>> byTopic) {

    public KafkaOffsets {
        SortedMap<String, SortedMap<Integer, Long>> copy = new TreeMap<>();
        byTopic.forEach(
                (topic, partitions) -> copy.put(topic, Collections.unmodifiableSortedMap(new TreeMap<>(partitions))));
        byTopic = Collections.unmodifiableSortedMap(copy);
    }

    /** No offsets, as of a stream that reads no Kafka topic. */
    public static KafkaOffsets none() {
        return new KafkaOffsets(new TreeMap<>());
    }

    /** From the JSON form {@code {"topic": {"0": 17}}}. */
    @JsonCreator
    public static KafkaOffsets of(Map<String, Map<Integer, Long>> byTopic) {
        SortedMap<String, SortedMap<Integer, Long>> sorted = new TreeMap<>();
        byTopic.forEach((topic, partitions) -> sorted.put(topic, new TreeMap<>(partitions)));
        return new KafkaOffsets(sorted);
    }

    /** The JSON form. */
    @JsonValue
    public SortedMap<String, SortedMap<Integer, Long>> json() {
        return byTopic;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return byTopic.isEmpty();
    }
}
