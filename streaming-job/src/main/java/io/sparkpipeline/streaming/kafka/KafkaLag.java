package io.sparkpipeline.streaming.kafka;

import io.sparkpipeline.streaming.run.Settings;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the stream is behind the end of its topic, and which topic that is, asked on a client of its own, so that it is
 * seen while the stream itself stands still.
 */
public final class KafkaLag implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaLag.class);

    private final Settings settings;
    private final Supplier<Optional<Map<Integer, Long>>> consumed;
    private final AtomicReference<@Nullable Long> lag = new AtomicReference<>();
    private @Nullable Admin admin;
    private String topicId = "";

    /**
     * A lag.
     *
     * @param consumed by partition, the first offset that is not counted yet; empty while that is not known
     */
    public KafkaLag(Settings settings, Supplier<Optional<Map<Integer, Long>>> consumed) {
        this.settings = settings;
        this.consumed = consumed;
    }

    /** Records not counted yet as of the last look; empty before the first, and when Kafka does not answer. */
    public OptionalLong records() {
        Long known = lag.get();
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    /** The topic's id as of the last look that had an answer; empty before it. For the thread that looks. */
    public String topicId() {
        return topicId;
    }

    /** Looks once; for one thread at a time. */
    public void refresh() {
        try {
            TopicDescription topic = HeldTopic.describe(client(), settings.topic());
            topicId = HeldTopic.idOf(topic);
            Optional<Map<Integer, Long>> known = consumed.get();
            if (known.isPresent()) {
                lag.set(behind(topic, new TreeMap<>(known.orElseThrow())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            lag.set(null);
            LOG.debug("the lag is not known now", e);
        }
    }

    private long behind(TopicDescription topic, Map<Integer, Long> counted)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new TreeMap<>(Comparator.comparing(TopicPartition::partition));
        Map<TopicPartition, OffsetSpec> beginnings = new TreeMap<>(Comparator.comparing(TopicPartition::partition));
        topic.partitions().forEach(p -> {
            TopicPartition partition = new TopicPartition(settings.topic(), p.partition());
            ends.put(partition, OffsetSpec.latest());
            if (!counted.containsKey(p.partition())) {
                beginnings.put(partition, OffsetSpec.earliest());
            }
        });
        offsets(beginnings).forEach(counted::putIfAbsent);
        return offsets(ends).entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - counted.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    private Admin client() {
        Admin client = admin;
        if (client == null) {
            client = Admin.create(Clients.admin(settings));
            admin = client;
        }
        return client;
    }

    private Map<Integer, Long> offsets(Map<TopicPartition, OffsetSpec> wanted)
            throws InterruptedException, ExecutionException {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        return client().listOffsets(wanted).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        e -> e.getKey().partition(), e -> e.getValue().offset()));
    }

    @Override
    public void close() {
        Admin client = admin;
        if (client != null) {
            client.close(Duration.ZERO);
        }
    }
}
