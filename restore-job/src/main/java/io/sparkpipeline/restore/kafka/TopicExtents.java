package io.sparkpipeline.restore.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks a cluster what its partitions hold. */
final class TopicExtents {

    private final Map<String, Object> properties;

    private TopicExtents(Map<String, Object> properties) {
        this.properties = properties;
    }

    /**
     * For a cluster. What the file says stays, as with the stream's own clients, but for the brokers.
     *
     * @throws IOException when the file can't be read
     */
    static TopicExtents of(String bootstrap, @Nullable Path file, Duration timeout) throws IOException {
        Properties further = new Properties();
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                further.load(reader);
            }
        }
        Map<String, Object> properties = new HashMap<>();
        int limit = (int) timeout.toMillis();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, limit);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, limit / 2));
        // So that one broker which is gone does not take all the time that there is.
        properties.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, (long) Math.max(1, limit / 4));
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "restore");
        properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        further.forEach((name, value) -> properties.put(name.toString(), value));
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return new TopicExtents(properties);
    }

    /** The extent of each partition that is there. */
    Map<Position, Extent> find(List<Position> positions) throws InterruptedException, ExecutionException {
        Admin admin = Admin.create(properties);
        try {
            Map<TopicPartition, Position> there = there(admin, positions);
            Map<TopicPartition, Long> earliest = offsets(admin, there, OffsetSpec.earliest());
            Map<TopicPartition, Long> ends = offsets(admin, there, OffsetSpec.latest());
            Map<Position, Extent> extents = new HashMap<>();
            there.forEach((partition, position) -> extents.put(
                    position, new Extent(earliest.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L))));
            return extents;
        } finally {
            // The default waits for what was not answered.
            admin.close(Duration.ZERO);
        }
    }

    /** Asked first: for offsets of a topic that is not there the client goes on asking until its time is over. */
    private static Map<TopicPartition, Position> there(Admin admin, List<Position> positions)
            throws InterruptedException, ExecutionException {
        Map<String, List<Position>> byTopic = positions.stream().collect(Collectors.groupingBy(Position::topic));
        Map<String, KafkaFuture<TopicDescription>> topics =
                admin.describeTopics(byTopic.keySet()).topicNameValues();
        Map<TopicPartition, Position> there = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : topics.entrySet()) {
            try {
                List<Integer> partitions = topic.getValue().get().partitions().stream()
                        .map(TopicPartitionInfo::partition)
                        .toList();
                byTopic.getOrDefault(topic.getKey(), List.of()).stream()
                        .filter(position -> partitions.contains(position.partition()))
                        .forEach(position ->
                                there.put(new TopicPartition(position.topic(), position.partition()), position));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return there;
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Map<TopicPartition, Position> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.keySet().stream().collect(Collectors.toMap(Function.identity(), partition -> which));
        return admin.listOffsets(asked).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
