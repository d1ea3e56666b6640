package io.sparkpipeline.streaming;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.graph.Horizon;
import io.sparkpipeline.streaming.graph.SavepointService;
import io.sparkpipeline.streaming.ops.BatchListener;
import io.sparkpipeline.streaming.ops.CheckpointStatus;
import io.sparkpipeline.streaming.ops.DriverState;
import io.sparkpipeline.streaming.ops.OpsServlet;
import io.sparkpipeline.streaming.ops.OpsSources;
import io.sparkpipeline.streaming.ops.StreamMetrics;
import io.sparkpipeline.streaming.ops.StreamStatus;
import io.sparkpipeline.streaming.ops.TaskListener;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.recovery.Leftovers;
import io.sparkpipeline.streaming.recovery.RejectedRetention;
import io.sparkpipeline.streaming.recovery.StartUp;
import io.sparkpipeline.streaming.run.BatchLedger;
import io.sparkpipeline.streaming.savepoint.SavepointStore;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sequence of a run: Spark → ops pages → source → recover or begin → watch → stop. */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
final class StreamJob {

    private static final Logger LOG = LoggerFactory.getLogger(StreamJob.class);

    private static final String SAFE = "everything up to the last checkpoint is safe; what came after is read again";
    private static final long POLL_MS = 500;
    private static final long SWEEP_AFTER_BATCHES = 25;

    private final StreamConfig config;
    private final Clock clock;
    private final StopSignal stop;
    private final StreamStatus status;
    private final StreamMetrics metrics = new StreamMetrics();
    private final SavepointService savepoints;
    private final CheckpointStatus checkpoints;
    private final RejectedRetention rejected;
    private boolean swept;

    StreamJob(StreamConfig config, Clock clock, StopSignal stop) {
        this.config = config;
        this.clock = clock;
        this.stop = stop;
        this.status = new StreamStatus(config.app(), config.batchInterval(), clock);
        this.savepoints = new SavepointService(
                config.app(),
                new SavepointStore(config.checkpointPath()),
                config.savepoints().interval(),
                config.savepoints().keep(),
                clock);
        this.rejected = new RejectedRetention(
                config.checkpointPath(),
                config.rejects().retention(),
                config.rejects().keep(),
                clock);
        this.checkpoints = new CheckpointStatus(clock, metrics::checkpointSaved, metrics::checkpointFailed);
    }

    /**
     * Runs until SIGTERM.
     *
     * @throws JobException for every other end
     */
    Report run() {
        Pipelines.named(config.kafka().pipeline());
        SparkConf conf = SparkSettings.of(config);
        try (JobSource source = source()) {
            return run(conf, source);
        }
    }

    private JobSource source() {
        return switch (config.source()) {
            case kafka -> new KafkaSource(config, status, stop);
            case http -> new HttpSource(config, status, stop, clock, metrics.registry());
        };
    }

    private Report run(SparkConf conf, JobSource source) {
        // The source is asked while Spark starts: either takes seconds.
        Background opening = Background.run("source", source::open);
        try (JavaSparkContext spark = openSpark(conf)) {
            TaskListener tasks = new TaskListener(status, metrics.registry());
            spark.sc().addSparkListener(tasks);
            OpsSources ops = new OpsSources(
                    status,
                    checkpoints,
                    source,
                    () -> hasExecutors(spark.sc()),
                    config.livenessGrace(),
                    config.kafkaTimeout().plusMinutes(5));
            metrics.watch(ops, spark.sc());
            metrics.watch(savepoints);
            metrics.watch(Horizon::current);
            OpsServlet.attach(spark.sc(), ops, metrics.registry());
            LOG.info(
                    "Pages at {} (/ops/live, /ops/ready, /ops/metrics, /ops/status)",
                    spark.sc().uiWebUrl().get());
            opening.join();
            if (!stop.isAsked()) {
                stream(spark, source);
            }
            return report();
        }
    }

    /** In local mode the driver is one; elsewhere its own entry in the list is none. */
    private static boolean hasExecutors(SparkContext spark) {
        return spark.isLocal() || (!spark.isStopped() && spark.statusTracker().getExecutorInfos().length > 1);
    }

    private JavaSparkContext openSpark(SparkConf conf) {
        try {
            return new JavaSparkContext(conf);
        } catch (RuntimeException e) {
            if (StreamEnd.cause(e, BindException.class) != null) {
                throw JobException.usage(
                        "port " + config.uiPort() + " is taken", "choose another --ui-port, or 0 for any free one");
            }
            throw e;
        }
    }

    private void stream(JavaSparkContext spark, JobSource source) {
        BatchLedger ledger = BatchLedger.begin();
        savepoints.install();
        Optional<JavaStreamingContext> opened = new StartUp(config, source, clock, stop::isAsked).open(spark, status);
        if (opened.isEmpty()) {
            status.enter(DriverState.STOPPED);
            return;
        }
        JavaStreamingContext context = opened.orElseThrow();
        context.addStreamingListener(new BatchListener(status, ledger));
        source.begin();
        try {
            context.start();
            source.accept();
            watch(context, source);
        } catch (Exception e) {
            status.enter(DriverState.FAILED);
            throw StreamEnd.of(e);
        } finally {
            stopWithin(context);
        }
        if (!stop.isAsked()) {
            status.enter(DriverState.FAILED);
            throw JobException.failed(
                    "Spark ended the stream by itself",
                    SAFE,
                    "see the log above for its reason, such as more lost executors than spark.executor.maxNumFailures,"
                            + " for which the process ends with 11; start again to recover");
        }
        status.enter(DriverState.STOPPED);
    }

    private void watch(JavaStreamingContext context, JobSource source) throws InterruptedException {
        Trigger trigger = new Trigger(config.savepoints().triggerFile(), savepoints, checkpoints);
        while (!stop.await(0) && !context.awaitTerminationOrTimeout(POLL_MS)) {
            trigger.look();
            source.look();
            sweep(context);
        }
        if (stop.isAsked()) {
            source.stopAccepting();
            lastSavepoint(context);
        }
    }

    /** By then all metadata files are of this run (Spark keeps ten), and what they refer to is plain. */
    private void sweep(JavaStreamingContext context) {
        if (status.batches() < SWEEP_AFTER_BATCHES || checkpoints.lastSaved() == null) {
            return;
        }
        rejected.look();
        if (!swept) {
            swept = true;
            String folder = context.sparkContext().getCheckpointDir().orElse("");
            new Leftovers(config.checkpointPath()).sweep(folder.substring(folder.lastIndexOf('/') + 1));
        }
    }

    /** A savepoint is part of a batch, so the last one is asked for while batches still run. */
    private void lastSavepoint(JavaStreamingContext context) throws InterruptedException {
        status.enter(DriverState.STOPPING);
        long before = savepoints.taken() + savepoints.failures();
        savepoints.request();
        long deadline = System.nanoTime() + config.stopTimeout().toNanos() / 2;
        while (savepoints.taken() + savepoints.failures() == before
                && System.nanoTime() - deadline < 0
                && !context.awaitTerminationOrTimeout(50)) {
            LOG.debug("Waiting for the last savepoint");
        }
        if (savepoints.taken() == 0) {
            LOG.warn("No savepoint at the stop; the checkpoint stays good");
        }
    }

    /** Stops gracefully after a signal, else at once; when the time is over the process ends as it is. */
    private void stopWithin(JavaStreamingContext context) {
        boolean graceful = status.state() != DriverState.FAILED;
        Thread stopping = new Thread(() -> context.stop(false, graceful), "stop");
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(config.stopTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopping.isAlive() && graceful) {
            LOG.warn(
                    "The batches under way did not end within {}; ending as a crash would, the next start recovers",
                    Durations.text(config.stopTimeout()));
            Runtime.getRuntime().halt(ExitCode.TERMINATED.code());
        }
    }

    private Report report() {
        Duration interval = config.batchInterval();
        return Report.of("stream")
                .with("application", config.app())
                .with("recordsTotal", status.records())
                .with("batchesTotal", status.batches())
                .with("batchIntervalSeconds", Durations.seconds(interval))
                .line("Stopped by signal: " + status.records() + " records in " + status.batches()
                        + " batches; the next start goes on from here.")
                .exit(ExitCode.TERMINATED);
    }
}
