package io.sparkpipeline.streaming.kafka;

import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.run.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The input topic as Kafka has it now.
 *
 * @param name of the topic
 * @param id Kafka's own for it, which a topic of the same name that was made anew does not share; empty where the brokers have
 *     none
 * @param first by partition, the offset of its first record
 * @param end by partition, the first offset after its last record
 */
record HeldTopic(String name, String id, Map<TopicPartition, Long> first, Map<TopicPartition, Long> end) {

    /** A broker may know less than the others for a moment, as after its own start. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(200);

    private static final TopicDescription NONE = new TopicDescription("", false, List.of());

    HeldTopic {
        first = Map.copyOf(first);
        end = Map.copyOf(end);
    }

    /**
     * Asks for it.
     *
     * @param wanted partitions that it should have; those it has not are waited for, unless it is another topic
     * @param known the ids that it should have one of; empty where that is not known
     * @throws KafkaException when Kafka does not answer
     */
    static HeldTopic ask(Settings settings, Set<TopicPartition> wanted, Set<String> known) {
        Admin admin = Admin.create(Clients.admin(settings));
        try {
            List<TopicDescription> looks = new ArrayList<>();
            Pauses.until(LIMIT, POLL, () -> {
                TopicDescription topic = describe(admin, settings.topic());
                looks.add(topic);
                return partitions(topic).containsAll(wanted) || isAnother(idOf(topic), known);
            });
            TopicDescription topic = looks.get(looks.size() - 1);
            HeldTopic held = new HeldTopic(
                    settings.topic(),
                    idOf(topic),
                    offsets(admin, partitions(topic), OffsetSpec.earliest()),
                    offsets(admin, partitions(topic), OffsetSpec.latest()));
            if (!idOf(describe(admin, settings.topic())).equals(held.id())) {
                throw new KafkaException("the topic is being made anew right now");
            }
            return held;
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    /** Whether it is surely another topic than those. */
    boolean isAnotherThan(Set<String> known) {
        return isAnother(id, known);
    }

    /** Whether it is surely one of those. */
    boolean isOneOf(Set<String> known) {
        return known.contains(id);
    }

    private static boolean isAnother(String id, Set<String> known) {
        return !known.isEmpty() && !id.isEmpty() && !known.contains(id);
    }

    /** The id of a topic; empty where the brokers have none. */
    static String idOf(TopicDescription topic) {
        return topic.topicId().equals(Uuid.ZERO_UUID) ? "" : topic.topicId().toString();
    }

    /**
     * What a broker knows of a topic.
     *
     * @throws KafkaException when none answers, or it is not there
     */
    static TopicDescription describe(Admin admin, String name) {
        return answer(admin.describeTopics(List.of(name)).allTopicNames()).getOrDefault(name, NONE);
    }

    private static Set<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .collect(Collectors.toSet());
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> of, OffsetSpec which) {
        return answer(admin.listOffsets(of.stream().collect(Collectors.toMap(p -> p, p -> which)))
                        .all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e);
        }
    }
}
