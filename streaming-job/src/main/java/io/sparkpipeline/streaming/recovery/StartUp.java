package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.config.StreamConfig.OnUnrecoverable;
import io.sparkpipeline.streaming.graph.StreamGraph;
import io.sparkpipeline.streaming.kafka.Clients;
import io.sparkpipeline.streaming.ops.StreamStatus;
import io.sparkpipeline.streaming.savepoint.Lineage;
import io.sparkpipeline.streaming.savepoint.Savepoint;
import io.sparkpipeline.streaming.savepoint.SavepointStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ladder: the newest checkpoint, else the next older complete one, else the newest savepoint, else fresh where the
 * folder was never used, else refuse. Every rung is checked before Spark touches it, and one line says which was taken
 * and why no better one.
 */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
public final class StartUp {

    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);

    private final StreamConfig config;
    private final Source source;
    private final Clock clock;
    private final ClockWait clockWait;
    private final CheckpointDirectory directory;
    private final SavepointStore savepoints;
    private final Rejected rejected;
    private final PassedOver passedOver = new PassedOver();
    private String recoveredFrom = "";

    /**
     * The start of one run.
     *
     * @param stopping whether nobody wants it any more
     */
    public StartUp(StreamConfig config, Source source, Clock clock, BooleanSupplier stopping) {
        this.config = config;
        this.source = source;
        this.clock = clock;
        this.clockWait = new ClockWait(clock, stopping);
        this.directory = new CheckpointDirectory(config.checkpointPath());
        this.savepoints = new SavepointStore(config.checkpointPath());
        this.rejected = new Rejected(config.checkpointPath(), clock);
    }

    /**
     * A context that is ready to start; empty when a stop was asked for while it waited.
     *
     * @param spark made from this run's configuration: with a context there already, Spark does not take the one frozen
     *     in the checkpoint
     * @throws JobException (refused) when there is nothing to recover from in a folder that was used
     */
    public Optional<JavaStreamingContext> open(JavaSparkContext spark, StreamStatus status) {
        try {
            return Optional.of(opened(spark, status));
        } catch (StoppedException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw JobException.failed(
                            "the checkpoint folder " + config.checkpointPath() + " can't be used: " + e.getMessage(),
                            "no event was taken; what the folder holds is as it was",
                            "check that the volume is mounted, can be written to and has room, then start again")
                    .causedBy(e);
        }
    }

    private JavaStreamingContext opened(JavaSparkContext spark, StreamStatus status) throws IOException {
        boolean used = wasUsed();
        savepoints.sweep();
        rejected.strays();
        Resumption resumption = new Resumption(config, source, clock, spark.sc(), status);
        LoadedCheckpoint checkpoint = checkpoint(spark);
        if (checkpoint != null) {
            return recover(checkpoint, resumption, spark, status);
        }
        Optional<Savepoint> savepoint = new SavepointChoice(config, savepoints, passedOver).choose();
        if (savepoint.isPresent()) {
            return begin(savepoint.orElseThrow(), resumption, spark, status);
        }
        if (used && config.onUnrecoverable() == OnUnrecoverable.fail) {
            throw refused();
        }
        return beginFresh(used, resumption, spark, status);
    }

    /** A run that ended before its first checkpoint leaves an empty folder behind: that is not being used. */
    private boolean wasUsed() throws IOException {
        return new Usage(config.checkpointPath()).everUsed();
    }

    private @Nullable LoadedCheckpoint checkpoint(JavaSparkContext spark) throws IOException {
        Rungs rungs = new Rungs(directory, Fingerprint.of(config), spark.getConf());
        for (CheckpointFile file : directory.metadataNewestFirst()) {
            String reason = rungs.reasonAgainst(file);
            if (reason.isEmpty()) {
                try {
                    return prepared(file, spark);
                } catch (IOException e) {
                    reason = String.valueOf(e.getMessage());
                }
            }
            passedOver.add(file.name(), reason);
            rejected.metadata(file, reason);
        }
        return null;
    }

    private LoadedCheckpoint prepared(CheckpointFile file, JavaSparkContext spark) throws IOException {
        LoadedCheckpoint checkpoint = LoadedCheckpoint.read(file.path(), spark.sc());
        if (!clockWait.until(checkpoint.time())) {
            throw new StoppedException();
        }
        recoveredFrom = "Recovered from checkpoint " + checkpoint.time() + ", " + age(checkpoint.time()) + " old, "
                + checkpoint
                        .stateTime()
                        .map(time -> "with the state of " + time)
                        .orElse("before its first state");
        checkpoint.rewind(clock.instant());
        return checkpoint;
    }

    private JavaStreamingContext recover(
            LoadedCheckpoint checkpoint, Resumption resumption, JavaSparkContext spark, StreamStatus status)
            throws IOException {
        checkpoint.useConsumerSettings(Clients.consumer(config.kafka()));
        checkpoint.goOnAt(resumption.of(checkpoint.offsets(), checkpoint.readUntil(), checkpoint.lineage()));
        say(status, recoveredFrom, true);
        return checkpoint.open(spark.sc());
    }

    private JavaStreamingContext begin(
            Savepoint savepoint, Resumption resumption, JavaSparkContext spark, StreamStatus status)
            throws IOException {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        savepoint
                .manifest()
                .offsets()
                .byTopic()
                .forEach((topic, partitions) -> partitions.forEach(
                        (partition, offset) -> wanted.put(new TopicPartition(topic, partition), offset)));
        Map<TopicPartition, Long> starts = resumption.of(wanted, wanted, savepoint.lineage());
        rejected.everything();
        Instant time = savepoint.manifest().batchTime();
        say(
                status,
                "Recovered from savepoint " + time + ", " + age(time) + " old, with "
                        + savepoint.manifest().groups() + " groups",
                true);
        status.resumesAt(savepoint.manifest().offsets());
        return graph(starts, savepoint, spark);
    }

    private JavaStreamingContext beginFresh(
            boolean used, Resumption resumption, JavaSparkContext spark, StreamStatus status) throws IOException {
        Map<TopicPartition, Long> starts =
                used ? resumption.anew() : resumption.of(Map.of(), Map.of(), Lineage.UNKNOWN);
        rejected.everything();
        String why = used ? "asked for by --on-unrecoverable=fresh" : "no checkpoint in " + config.checkpointPath();
        say(
                status,
                "Starting fresh at the earliest records of " + config.kafka().topic() + ": " + why,
                false);
        return graph(starts, null, spark);
    }

    private JavaStreamingContext graph(
            Map<TopicPartition, Long> starts, @Nullable Savepoint savepoint, JavaSparkContext spark) {
        return StreamGraph.build(
                spark,
                source,
                config.batchInterval().toMillis(),
                config.checkpointUri(),
                config.statePartitions(),
                starts,
                savepoint);
    }

    private void say(StreamStatus status, String what, boolean recovered) {
        String line = passedOver.after(what);
        LOG.info("{}", line);
        status.startsFrom(line, recovered);
    }

    private String age(Instant time) {
        return String.format(
                Locale.ROOT, "%.1f s", Duration.between(time, clock.instant()).toMillis() / 1000.0);
    }

    private JobException refused() {
        return JobException.refused(
                passedOver.behind("nothing to recover from in " + config.checkpointPath() + ", which was used before"),
                "what was rejected is in " + config.checkpointPath().resolve(CheckpointDirectory.REJECTED)
                        + "; nothing was deleted",
                "restore a backup into this folder, or count again from the earliest records with"
                        + " --on-unrecoverable=fresh");
    }

    /** A stop was asked for: there is nothing to open any more. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
