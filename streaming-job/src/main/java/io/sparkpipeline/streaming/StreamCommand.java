package io.sparkpipeline.streaming;

import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.config.StreamConfig.OnLostRecords;
import io.sparkpipeline.streaming.config.StreamConfig.OnUnrecoverable;
import io.sparkpipeline.streaming.config.StreamConfig.Rejects;
import io.sparkpipeline.streaming.config.StreamConfig.Savepoints;
import io.sparkpipeline.streaming.config.StreamConfig.SourceKind;
import io.sparkpipeline.streaming.graph.LogInputDStream;
import io.sparkpipeline.streaming.run.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stream}: runs the streaming application until it is told to stop. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        subcommands = VerifyCheckpointCommand.class,
        description = {
            "Runs the streaming application: counts events exactly once, and recovers by itself. They come from a Kafka"
                    + " topic, or by HTTP into a write-ahead log.",
            "SIGTERM ends it gracefully (exit 143): the batch under way is finished first. A second one ends it at once."
        })
public final class StreamCommand extends JobCommand {

    @Option(
            names = "--app",
            paramLabel = "<name>",
            defaultValue = "streaming-app",
            description = "the application's name")
    private String app = "streaming-app";

    @Option(
            names = "--master",
            paramLabel = "<url>",
            description = "Spark's master; without it spark.master, else local[2]")
    private @Nullable String master;

    @Option(
            names = "--source",
            paramLabel = "<source>",
            defaultValue = "kafka",
            description = "where events come from: kafka (--topic), or http (POST /v1/events on --http-port)")
    private SourceKind source = SourceKind.kafka;

    @Mixin
    private HttpOptions http = new HttpOptions();

    @Option(
            names = "--kafka-bootstrap",
            paramLabel = "<host:port,…>",
            defaultValue = "localhost:9092",
            description = "Kafka's brokers")
    private String kafkaBootstrap = "localhost:9092";

    @Option(
            names = "--kafka-properties",
            paramLabel = "<file>",
            defaultValue = "",
            description = "further properties of the Kafka clients, such as SASL and TLS; on every node")
    private String kafkaProperties = "";

    @Option(
            names = "--group-id",
            paramLabel = "<name>",
            description = "names this application's Kafka clients; no group is joined; without it, --app")
    private @Nullable String groupId;

    @Option(names = "--topic", paramLabel = "<topic>", defaultValue = "events", description = "input of --source kafka")
    private String topic = "events";

    @Option(
            names = "--output-topic",
            paramLabel = "<topic>",
            defaultValue = "aggregates",
            description = "results; made with the brokers' defaults where missing")
    private String outputTopic = "aggregates";

    @Option(
            names = "--dead-letter-topic",
            paramLabel = "<topic>",
            defaultValue = "dead-letters",
            description = "records that are no good event, with the reason in a header; made where missing")
    private String deadLetterTopic = "dead-letters";

    @Option(
            names = "--max-event-bytes",
            paramLabel = "<bytes>",
            defaultValue = "262144",
            description = "larger payloads are dead letters, cut to this size; bytes")
    private int maxEventBytes = 262_144;

    @Option(
            names = "--checkpoint-path",
            paramLabel = "<folder>",
            defaultValue = "/mnt/checkpoints/streaming-app",
            description = "checkpoints, savepoints and write-ahead log; seen by driver and executors")
    private Path checkpointPath = Path.of("/mnt/checkpoints/streaming-app");

    @Option(
            names = "--batch-interval",
            paramLabel = "<duration>",
            defaultValue = "10s",
            description = "the time between batches; duration")
    private Duration batchInterval = Duration.ofSeconds(10);

    @Option(
            names = "--pipeline",
            paramLabel = "<class>",
            defaultValue = "io.sparkpipeline.streaming.pipeline.RunningAggregates",
            description = "the logic, a class that implements EventPipeline")
    private String pipeline = "io.sparkpipeline.streaming.pipeline.RunningAggregates";

    @Option(
            names = "--state-partitions",
            paramLabel = "<n>",
            defaultValue = "4",
            description = "partitions of the state; a changed number starts from the newest savepoint")
    private int statePartitions = 4;

    @Option(
            names = "--max-rate-per-partition",
            paramLabel = "<n>",
            defaultValue = "20000",
            description =
                    "the most records that a batch takes; records a second and Kafka partition; the HTTP source is one")
    private int maxRatePerPartition = 20_000;

    @Option(
            names = "--ui-port",
            paramLabel = "<port>",
            defaultValue = "4040",
            description = "Spark's pages and /ops/live, /ops/ready, /ops/metrics, /ops/status; 0 for any free port")
    private int uiPort = 4040;

    @Option(
            names = "--kafka-timeout",
            paramLabel = "<duration>",
            defaultValue = "5m",
            description = "how long Kafka and the topic are waited for at start; then exit 75; duration")
    private Duration kafkaTimeout = Duration.ofMinutes(5);

    @Option(
            names = "--stop-timeout",
            paramLabel = "<duration>",
            defaultValue = "60s",
            description = "how long a graceful stop may take; keep it under the pod's grace period; duration")
    private Duration stopTimeout = Duration.ofSeconds(60);

    @Option(
            names = "--liveness-grace",
            paramLabel = "<duration>",
            defaultValue = "60s",
            description = "/ops/live fails after three intervals and this long without progress; duration")
    private Duration livenessGrace = Duration.ofSeconds(60);

    @Option(
            names = "--savepoint-interval",
            paramLabel = "<duration>",
            defaultValue = "60s",
            description = "the time between savepoints; 0s for none; duration")
    private Duration savepointInterval = Duration.ofSeconds(60);

    @Option(
            names = "--keep-savepoints",
            paramLabel = "<n>",
            defaultValue = "3",
            description = "how many savepoints are kept; a number")
    private int keepSavepoints = 3;

    @Option(
            names = "--rejected-retention",
            paramLabel = "<duration>",
            defaultValue = "7d",
            description =
                    "how long what a start could not go on from is kept in rejected/; the newest one stays; duration")
    private Duration rejectedRetention = Duration.ofDays(7);

    @Option(
            names = "--keep-rejected",
            paramLabel = "<n>",
            defaultValue = "10",
            description = "how many of them are kept at most; a number")
    private int keepRejected = 10;

    @Option(
            names = "--trigger-file",
            paramLabel = "<file>",
            defaultValue = "/tmp/trigger-checkpoint",
            description = "when this file appears, checkpoint and savepoint are written and it is removed")
    private Path triggerFile = Path.of("/tmp/trigger-checkpoint");

    @Option(
            names = "--on-unrecoverable",
            paramLabel = "<policy>",
            defaultValue = "fail",
            description =
                    "when nothing can be recovered from: fail (exit 65), or fresh: begin with the earliest records")
    private OnUnrecoverable onUnrecoverable = OnUnrecoverable.fail;

    @Option(
            names = "--on-lost-records",
            paramLabel = "<policy>",
            defaultValue = "fail",
            description =
                    "when records that were not counted are gone, by Kafka's retention, with a topic that was made anew,"
                            + " or by damage of the HTTP source's log: fail (exit 65), or skip: go on without them, counted in spark_streaming_lost_records_total")
    private OnLostRecords onLostRecords = OnLostRecords.fail;

    @Option(
            names = "--same-topic-id",
            paramLabel = "<id>",
            description = "Kafka's id of a topic that has the same records at the same offsets as the one that was read"
                    + " before, such as a replica in another region that keeps offsets: it is gone on with")
    private String sameTopicId = "";

    @Override
    protected Report execute() {
        return new StreamJob(config().checked(), Clocks.system(), StopSignal.install()).run();
    }

    StreamConfig config() {
        Settings settings = new Settings(
                kafkaBootstrap,
                kafkaProperties,
                groupId == null ? app : groupId,
                source == SourceKind.http ? LogInputDStream.TOPIC : topic,
                outputTopic,
                deadLetterTopic,
                maxEventBytes,
                pipeline);
        return new StreamConfig(
                app,
                master,
                source,
                settings,
                http.settings(),
                checkpointPath,
                batchInterval,
                statePartitions,
                maxRatePerPartition,
                uiPort,
                kafkaTimeout,
                stopTimeout,
                livenessGrace,
                new Savepoints(savepointInterval, keepSavepoints, triggerFile),
                new Rejects(rejectedRetention, keepRejected),
                onUnrecoverable,
                onLostRecords,
                sameTopicId);
    }
}
