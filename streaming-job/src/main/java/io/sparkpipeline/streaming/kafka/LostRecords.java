package io.sparkpipeline.streaming.kafka;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.graph.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Records between where the stream has to go on and what the topic still holds: removed by its retention, or gone with a
 * topic that was made anew.
 *
 * @param starts where each partition can go on
 * @param lost how many records are gone for good
 * @param details a line for each partition concerned
 */
public record LostRecords(Map<TopicPartition, Long> starts, long lost, List<String> details) {

    public LostRecords {
        starts = Map.copyOf(starts);
        details = List.copyOf(details);
    }

    /**
     * Compares with the topic as it is now.
     *
     * @param wanted where each partition should go on
     * @throws JobException (temporary) when Kafka does not answer
     */
    public static LostRecords find(Settings settings, Map<TopicPartition, Long> wanted) {
        if (wanted.isEmpty()) {
            return new LostRecords(wanted, 0, List.of());
        }
        Admin admin = Admin.create(Clients.admin(settings));
        try {
            Set<TopicPartition> there = partitions(admin, wanted.keySet());
            Map<TopicPartition, Long> first = offsets(admin, there, OffsetSpec.earliest());
            Map<TopicPartition, Long> end = offsets(admin, there, OffsetSpec.latest());
            return compare(wanted, first, end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered(settings, e);
        } catch (ExecutionException e) {
            throw unanswered(settings, e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    static LostRecords compare(
            Map<TopicPartition, Long> wanted, Map<TopicPartition, Long> first, Map<TopicPartition, Long> end) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        List<String> details = new ArrayList<>();
        long lost = 0;
        for (Map.Entry<TopicPartition, Long> want : wanted.entrySet()) {
            if (!first.containsKey(want.getKey())) {
                details.add(want.getKey() + ": is there no more, and was read up to offset " + want.getValue()
                        + "; the topic was made anew with fewer partitions");
                continue;
            }
            long earliest = first.get(want.getKey());
            long latest = end.getOrDefault(want.getKey(), 0L);
            long at = want.getValue();
            if (at < earliest) {
                lost += earliest - at;
                details.add(want.getKey() + ": offsets " + at + " to " + (earliest - 1) + " were removed");
            } else if (at > latest) {
                details.add(want.getKey() + ": ends at " + latest + ", before offset " + at + "; was it made anew?");
            }
            starts.put(want.getKey(), at < earliest || at > latest ? earliest : at);
        }
        return new LostRecords(starts, lost, details);
    }

    /** Those of the wanted partitions that their topics have now. */
    private static Set<TopicPartition> partitions(Admin admin, Set<TopicPartition> wanted)
            throws InterruptedException, ExecutionException {
        Set<String> topics = wanted.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Set<TopicPartition> there = new HashSet<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((topic, about) -> about.partitions()
                        .forEach(partition -> there.add(new TopicPartition(topic, partition.partition()))));
        there.retainAll(wanted);
        return there;
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> of, OffsetSpec which)
            throws InterruptedException, ExecutionException {
        return admin
                .listOffsets(of.stream().collect(Collectors.toMap(p -> p, p -> which)))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    private static JobException unanswered(Settings settings, Exception e) {
        return JobException.temporary(
                        "Kafka at " + settings.kafkaBootstrap() + " does not say what " + settings.topic() + " holds: "
                                + e.getMessage(),
                        "nothing was changed",
                        "start again")
                .causedBy(e);
    }
}
