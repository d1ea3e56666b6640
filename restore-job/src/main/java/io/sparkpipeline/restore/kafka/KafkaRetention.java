package io.sparkpipeline.restore.kafka;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the topic still holds every record from a backup's offsets on. It is news about a restore, never a reason for
 * it to fail.
 *
 * @param properties a file with further properties of the client
 * @param timeout the longest wait for the answer
 */
record KafkaRetention(String bootstrap, @Nullable Path properties, Duration timeout) {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRetention.class);

    /** Adds the answer, or why there is none. */
    Report tell(Report report, KafkaOffsets offsets) {
        List<Position> positions = positions(offsets);
        if (positions.isEmpty()) {
            return report;
        }
        try {
            return new RetentionReport(bootstrap, positions, ask(positions)).tell(report);
        } catch (TimeoutException e) {
            return unanswered(report, "no answer within " + Durations.text(timeout));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unanswered(report, "interrupted");
        } catch (ExecutionException e) {
            return unanswered(report, why(e));
        }
    }

    /** On a thread of its own: a lookup of the brokers' names heeds no time-out of Kafka's client. */
    private Map<Position, Extent> ask(List<Position> positions)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Map<Position, Extent>> answer = new CompletableFuture<>();
        Thread asking = new Thread(
                () -> {
                    try {
                        answer.complete(
                                TopicExtents.of(bootstrap, properties, timeout).find(positions));
                    } catch (Exception | LinkageError e) {
                        answer.completeExceptionally(e);
                    }
                },
                "kafka-retention");
        asking.setDaemon(true);
        asking.start();
        return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The event log of the HTTP source goes by a topic's name, and is in the backup itself. */
    private static List<Position> positions(KafkaOffsets offsets) {
        List<Position> positions = new ArrayList<>();
        offsets.byTopic().forEach((topic, partitions) -> {
            if (!topic.equals(CheckpointDirectory.EVENT_LOG_TOPIC)) {
                partitions.forEach((partition, offset) -> positions.add(new Position(topic, partition, offset)));
            }
        });
        return positions;
    }

    private static String why(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || cause instanceof java.io.IOException ? cause.toString() : message;
    }

    private Report unanswered(Report report, String why) {
        String problem =
                "Kafka at " + bootstrap + " does not say whether it still holds every record since the backup: " + why;
        LOG.warn(
                "{}; next: check --kafka-bootstrap, --kafka-properties (TLS, SASL) and the network; nothing else depends"
                        + " on it",
                problem);
        return report.with("kafka", Map.of("bootstrap", bootstrap, "problem", why))
                .line(problem);
    }
}
