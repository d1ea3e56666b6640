package io.sparkpipeline.streaming.kafka;

import io.sparkpipeline.streaming.run.Settings;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.streaming.kafka010.ConsumerStrategy;

/**
 * Reads every partition of the topic by assignment: no group, so no wait for a dead member's session to end. Holds no
 * setting of its own, for it lives in the checkpoint.
 */
public final class TopicStrategy extends ConsumerStrategy<byte[], byte[]> implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Where a run that did not come from a checkpoint begins; empty for the earliest records. */
    private final Map<TopicPartition, Long> startOffsets;

    /** A strategy that begins at these offsets; partitions without one begin at their earliest record. */
    public TopicStrategy(Map<TopicPartition, Long> startOffsets) {
        this.startOffsets = new HashMap<>(startOffsets);
    }

    @Override
    public Map<String, Object> executorKafkaParams() {
        return Clients.consumer(Settings.current());
    }

    @Override
    public Consumer<byte[], byte[]> onStart(Map<TopicPartition, Long> currentOffsets) {
        Settings settings = Settings.current();
        return new TopicConsumer(
                Clients.consumer(settings), settings.topic(), currentOffsets.isEmpty() ? startOffsets : currentOffsets);
    }
}
