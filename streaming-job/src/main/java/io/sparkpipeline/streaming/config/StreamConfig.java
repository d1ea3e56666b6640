package io.sparkpipeline.streaming.config;

import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.streaming.graph.LogInputDStream;
import io.sparkpipeline.streaming.http.HttpSettings;
import io.sparkpipeline.streaming.run.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run, checked whole.
 *
 * @param app the application's name
 * @param master where Spark runs, null for what Spark itself was started with
 * @param source where events come from
 * @param kafka topics and brokers
 * @param http the settings of the HTTP source
 * @param checkpointPath a folder that the driver and all executors see
 * @param batchInterval the time between batches
 * @param statePartitions partitions of the state
 * @param maxRatePerPartition records a second and partition that a batch takes at most
 * @param uiPort the port of Spark's pages and the ops pages; 0 for any free one
 * @param kafkaTimeout how long Kafka and the topic are waited for at start
 * @param stopTimeout how long a graceful stop may take
 * @param livenessGrace time beyond three intervals without progress that is still alive
 * @param savepoints when savepoints are written
 * @param rejects how long what could not be gone on from is kept
 * @param onUnrecoverable what to do where nothing can be recovered from
 * @param onLostRecords what to do where records are gone that were not counted
 * @param sameTopicId Kafka's id of a topic that has the same records at the same offsets as the one read before; empty for none
 */
public record StreamConfig(
        String app,
        @Nullable String master,
        SourceKind source,
        Settings kafka,
        HttpSettings http,
        Path checkpointPath,
        Duration batchInterval,
        int statePartitions,
        int maxRatePerPartition,
        int uiPort,
        Duration kafkaTimeout,
        Duration stopTimeout,
        Duration livenessGrace,
        Savepoints savepoints,
        Rejects rejects,
        OnUnrecoverable onUnrecoverable,
        OnLostRecords onLostRecords,
        String sameTopicId) {

    /** Where events come from. */
    public enum SourceKind {
        kafka,
        http
    }

    /** What to do where the topic no longer holds all that is not counted yet. */
    public enum OnLostRecords {
        fail,
        skip
    }

    /** What to do where a checkpoint was and nothing can be recovered from. */
    public enum OnUnrecoverable {
        fail,
        fresh
    }

    /**
     * When savepoints are written.
     *
     * @param interval the time between two; zero for none
     * @param keep how many are kept
     * @param triggerFile asks for one by its presence
     */
    public record Savepoints(Duration interval, int keep, Path triggerFile) {}

    /**
     * How long what a start could not go on from is kept.
     *
     * @param retention older ones go, but for the newest
     * @param keep how many are kept at most
     */
    public record Rejects(Duration retention, int keep) {}

    private static final Pattern APP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern CHECKPOINT_NAME = Pattern.compile("checkpoint-\\d+");

    /** The folder as Spark takes it: a URI, so that no cluster's default file system gets in between. */
    public String checkpointUri() {
        URI uri = checkpointPath.toAbsolutePath().normalize().toUri();
        String text = uri.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** The master with task retries, which Spark's plain local[n] does not have. */
    public @Nullable String masterWithRetries() {
        return master != null && master.matches("local\\[[0-9*]+]")
                ? master.substring(0, master.length() - 1) + ",4]"
                : master;
    }

    /**
     * Checks every setting.
     *
     * @throws io.sparkpipeline.common.cli.JobException (usage) that names all problems at once
     */
    public StreamConfig checked() {
        Problems problems = new Problems();
        problems.require(
                APP.matcher(app).matches(),
                "--app",
                "letters, digits, '.', '_' and '-', at most 63, not '" + app + "'");
        checkKafka(problems);
        checkPaths(problems);
        problems.require(
                batchInterval.toMillis() >= 100 && batchInterval.compareTo(Duration.ofHours(1)) <= 0,
                "--batch-interval",
                "from 100ms to 1h");
        problems.require(statePartitions >= 1 && statePartitions <= 10_000, "--state-partitions", "from 1 to 10000");
        problems.require(maxRatePerPartition >= 1, "--max-rate-per-partition", "at least 1 record a second");
        problems.require(uiPort >= 0 && uiPort <= 65_535, "--ui-port", "from 0 (any free port) to 65535");
        problems.require(!stopTimeout.isZero(), "--stop-timeout", "more than 0");
        problems.require(savepoints.keep() >= 1, "--keep-savepoints", "at least 1");
        problems.require(rejects.keep() >= 1, "--keep-rejected", "at least 1");
        problems.require(!rejects.retention().isZero(), "--rejected-retention", "more than 0");
        problems.require(
                savepoints.interval().isZero() || savepoints.interval().compareTo(batchInterval) >= 0,
                "--savepoint-interval",
                "at least the batch interval, or 0s for none");
        problems.throwIfAny();
        return this;
    }

    private void checkKafka(Problems problems) {
        problems.require(
                kafka.kafkaBootstrap().matches("[^\\s,:]+:\\d+(,[^\\s,:]+:\\d+)*")
                        || kafka.kafkaBootstrap().contains("["),
                "--kafka-bootstrap",
                "host:port, several separated by commas, not '" + kafka.kafkaBootstrap() + "'");
        checkInput(problems);
        topic(problems, "--output-topic", kafka.outputTopic());
        topic(problems, "--dead-letter-topic", kafka.deadLetterTopic());
        problems.require(
                !kafka.outputTopic().equals(kafka.deadLetterTopic()),
                "--dead-letter-topic",
                "must be another topic than the output");
        problems.require(
                kafka.maxEventBytes() >= 64 && kafka.maxEventBytes() <= 16 << 20,
                "--max-event-bytes",
                "from 64 to 16777216");
        problems.require(
                kafka.kafkaProperties().isEmpty() || Files.isReadable(Path.of(kafka.kafkaProperties())),
                "--kafka-properties",
                "the file " + kafka.kafkaProperties() + " can not be read");
    }

    private void checkInput(Problems problems) {
        if (source == SourceKind.http) {
            http.check(problems);
            return;
        }
        topic(problems, "--topic", kafka.topic());
        problems.require(
                !kafka.topic().equals(LogInputDStream.TOPIC),
                "--topic",
                "'" + LogInputDStream.TOPIC + "' is the name that the HTTP source goes by; with it, --source http");
        problems.require(
                !kafka.topic().equals(kafka.outputTopic()) && !kafka.topic().equals(kafka.deadLetterTopic()),
                "--topic",
                "must be another topic than the output and the dead letters");
    }

    private static void topic(Problems problems, String option, String topic) {
        problems.require(TOPIC.matcher(topic).matches(), option, "'" + topic + "' is no topic name");
    }

    private void checkPaths(Problems problems) {
        problems.require(
                !CHECKPOINT_NAME
                        .matcher(checkpointPath.toString().toLowerCase(Locale.ROOT))
                        .find(),
                "--checkpoint-path",
                "no part of it may look like Spark's own checkpoint-<number>");
        Path existing = checkpointPath.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        problems.require(
                existing != null && Files.isDirectory(existing) && Files.isWritable(existing),
                "--checkpoint-path",
                "the folder " + existing + " can not be written to");
    }
}
