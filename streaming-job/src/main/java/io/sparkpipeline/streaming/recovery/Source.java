package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.streaming.graph.StreamGraph;
import io.sparkpipeline.streaming.kafka.LostRecords;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What the stream reads, as far as a start needs to know it. */
public interface Source extends StreamGraph.Input {

    /**
     * Compares where partitions should go on with what is there.
     *
     * @param wanted empty for a fresh start
     * @param read how far partitions were read before; further than where they should go on
     * @param topicId of the topic that these are offsets of; empty where that is not known
     */
    LostRecords missing(Map<TopicPartition, Long> wanted, Map<TopicPartition, Long> read, String topicId);
}
