package io.sparkpipeline.streaming.kafka;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.run.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Records between where the stream has to go on and what the topic still holds: removed by its retention, or gone with a
 * topic that was made anew.
 *
 * @param starts where each partition can go on
 * @param lost how many records are gone for good, as far as that is known
 * @param details a line for each thing that is gone; empty where nothing is
 * @param topicId what the starts are offsets of; empty where that is not known
 */
public record LostRecords(Map<TopicPartition, Long> starts, long lost, List<String> details, String topicId) {

    public LostRecords {
        starts = Map.copyOf(starts);
        details = List.copyOf(details);
    }

    /**
     * Compares with the topic as it is now.
     *
     * @param wanted where each partition should go on
     * @param read how far each was read before, where that is further
     * @param known the ids of topics that these are offsets of; empty where none is known
     * @throws JobException (temporary) when Kafka does not answer
     */
    public static LostRecords find(
            Settings settings, Map<TopicPartition, Long> wanted, Map<TopicPartition, Long> read, Set<String> known) {
        try {
            return compare(wanted, read, HeldTopic.ask(settings, wanted.keySet(), known), known);
        } catch (KafkaException e) {
            throw unanswered(settings, e);
        }
    }

    private static JobException unanswered(Settings settings, KafkaException e) {
        return JobException.temporary(
                        "Kafka at " + settings.kafkaBootstrap() + " does not say what " + settings.topic() + " holds: "
                                + e.getMessage(),
                        "nothing was changed",
                        "start again")
                .causedBy(e);
    }

    static LostRecords compare(
            Map<TopicPartition, Long> wanted, Map<TopicPartition, Long> read, HeldTopic topic, Set<String> known) {
        if (!wanted.isEmpty() && topic.isAnotherThan(known)) {
            return madeAnew(topic, known);
        }
        Map<TopicPartition, Long> starts = new HashMap<>();
        List<String> details = new ArrayList<>();
        long lost = 0;
        for (Map.Entry<TopicPartition, Long> want : wanted.entrySet()) {
            TopicPartition partition = want.getKey();
            Long first = topic.first().get(partition);
            Long end = topic.end().get(partition);
            long at = want.getValue();
            long until = Math.max(at, read.getOrDefault(partition, at));
            if (first == null || end == null) {
                details.add(missing(topic, known, partition, at));
            } else if (at < first) {
                lost += first - at;
                details.add(partition + ": offsets " + at + " to " + (first - 1) + " were removed");
                starts.put(partition, first);
            } else if (until > end) {
                long start = topic.isOneOf(known) ? Math.min(at, end) : first;
                details.add(partition + ": ends at " + end + ", before offset " + until + " that was read up to; "
                        + (topic.isOneOf(known)
                                ? "it was cut off, as by an unclean leader election, or is a replica that is behind, and is"
                                        + " gone on with at " + start
                                : "was it made anew?"));
                starts.put(partition, start);
            } else {
                starts.put(partition, at);
            }
        }
        return new LostRecords(starts, lost, details, topic.id());
    }

    /** None of the offsets means anything in it. */
    private static LostRecords madeAnew(HeldTopic topic, Set<String> known) {
        return new LostRecords(
                topic.first(),
                0,
                List.of("the topic is another one (its id was " + String.join(" or ", known) + ", and is " + topic.id()
                        + "): where it was made anew, what it held behind the last checkpoint went with it, and the new"
                        + " one is read from its first record; where it is a replica with the same records at the same"
                        + " offsets, say so by --same-topic-id=" + topic.id()),
                topic.id());
    }

    private static String missing(HeldTopic topic, Set<String> known, TopicPartition partition, long at) {
        if (topic.isOneOf(known)) {
            // A topic never loses a partition: who answered does not know all of it.
            throw JobException.temporary(
                    "Kafka does not tell of " + partition + ", which was read up to offset " + at,
                    "nothing was changed",
                    "check that all brokers are well, then start again");
        }
        return partition + ": is there no more, and was read up to offset " + at
                + "; the topic was made anew with fewer partitions";
    }
}
