package io.sparkpipeline.streaming.kafka;

import io.sparkpipeline.streaming.run.BatchLedger;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's consumer: assigned to all partitions of one topic, and to those added later, from their first record.
 * It is asked for positions only. What the topic has is read from the client's own metadata, which it refreshes by
 * itself, so that looking costs no request.
 */
final class TopicConsumer extends KafkaConsumer<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(TopicConsumer.class);

    /** One batch runs, one waits. */
    private static final int MAX_BACKLOG = 2;

    private final String topic;
    private final Map<TopicPartition, Long> startOffsets;
    private boolean holding;

    TopicConsumer(Map<String, Object> properties, String topic, Map<TopicPartition, Long> startOffsets) {
        super(properties);
        this.topic = topic;
        this.startOffsets = Map.copyOf(startOffsets);
        assignAll();
    }

    /**
     * Spark asks for the end of the topic here. While the batches under way have not caught up it gets the end of what is
     * planned already, and so plans empty batches: the queue stays short, and a stop or crash has little to do again.
     */
    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        holding = BatchLedger.current().backlog() >= MAX_BACKLOG;
        if (!holding) {
            super.seekToEnd(partitions);
        }
    }

    /**
     * Where a partition is.
     *
     * @throws KafkaException where that is before what was read: the same offsets are other records then
     */
    @Override
    public long position(TopicPartition partition) {
        OptionalLong planned = BatchLedger.current().plannedEnd(partition.topic(), partition.partition());
        if (holding && planned.isPresent()) {
            return planned.orElseThrow();
        }
        long position = super.position(partition);
        long read = planned.orElse(startOffsets.getOrDefault(partition, 0L));
        if (position < read) {
            throw new KafkaException(partition + " ends at " + position + ", before offset " + read
                    + " that was read up to: the topic was made anew, or cut off by an unclean leader election; the next start"
                    + " says what can be gone on with");
        }
        return position;
    }

    /** Spark polls before it asks for positions, once a batch. */
    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public ConsumerRecords<byte[], byte[]> poll(long timeoutMs) {
        holding = false;
        assignAll();
        pause(assignment());
        return super.poll(timeoutMs);
    }

    private void assignAll() {
        Set<TopicPartition> known = assignment();
        Set<TopicPartition> all = new HashSet<>(known);
        all.addAll(partitions());
        all.addAll(startOffsets.keySet());
        if (all.size() == known.size()) {
            return;
        }
        Collection<TopicPartition> added =
                all.stream().filter(p -> !known.contains(p)).collect(Collectors.toList());
        assign(all);
        added.forEach(this::seekToStart);
        if (!known.isEmpty()) {
            LOG.info("Partitions added to {}: {}", topic, added);
        }
    }

    private List<TopicPartition> partitions() {
        List<PartitionInfo> found = partitionsFor(topic);
        return found.stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    private void seekToStart(TopicPartition partition) {
        Long start = startOffsets.get(partition);
        if (start == null) {
            seekToBeginning(List.of(partition));
        } else {
            seek(partition, start);
        }
    }
}
