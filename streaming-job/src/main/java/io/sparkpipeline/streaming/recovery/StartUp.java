package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.streaming.StreamConfig;
import io.sparkpipeline.streaming.graph.StreamGraph;
import io.sparkpipeline.streaming.kafka.Clients;
import io.sparkpipeline.streaming.ops.StreamStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses what the run begins with, and says so in one line. */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
public final class StartUp {

    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);

    private final StreamConfig config;
    private final Clock clock;

    /** The start of one run. */
    public StartUp(StreamConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * A context that is ready to start.
     *
     * @param spark made from this run's configuration: with a context there already, Spark does not take the one frozen
     *     in the checkpoint
     */
    public JavaStreamingContext open(JavaSparkContext spark, StreamStatus status) {
        LoadedCheckpoint checkpoint = LoadedCheckpoint.read(config.checkpointUri(), spark.sc());
        if (checkpoint != null) {
            return recover(checkpoint, spark, status);
        }
        String line = "Starting fresh at the earliest records of "
                + config.kafka().topic() + ": no checkpoint in " + config.checkpointPath();
        LOG.info("{}", line);
        status.startsFrom(line, false);
        return StreamGraph.build(
                spark, config.batchInterval().toMillis(), config.checkpointUri(), config.statePartitions(), Map.of());
    }

    private JavaStreamingContext recover(LoadedCheckpoint checkpoint, JavaSparkContext spark, StreamStatus status) {
        Instant time = checkpoint.time();
        Duration away = checkpoint.moveTo(clock.instant());
        checkpoint.useConsumerSettings(Clients.consumer(config.kafka()));
        String line = "Recovered from checkpoint " + time + ", " + Durations.seconds(away) + " s old, "
                + checkpoint.pendingBatches() + " batches pending";
        LOG.info("{}", line);
        status.startsFrom(line, true);
        return checkpoint.open(spark.sc());
    }
}
