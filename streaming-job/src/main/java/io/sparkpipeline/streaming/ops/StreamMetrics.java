package io.sparkpipeline.streaming.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sparkpipeline.streaming.graph.SavepointService;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;

/** The metrics by the names that alerts and dashboards use. */
public final class StreamMetrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final DistributionSummary checkpointSeconds = DistributionSummary.builder(
                    "spark.streaming.checkpoint.lastCheckpointDuration")
            .description("Seconds that writing a checkpoint took")
            .serviceLevelObjectives(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
            .register(registry);
    private final Counter checkpointFailures = Counter.builder("spark.streaming.checkpoint.failures")
            .description("Checkpoints that Spark gave up after three attempts")
            .register(registry);

    /** The registry that all of them are in. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Notes a written checkpoint. */
    public void checkpointSaved(double seconds) {
        checkpointSeconds.record(seconds);
    }

    /** Notes a checkpoint that was given up. */
    public void checkpointFailed() {
        checkpointFailures.increment();
    }

    /** Adds what is read from the parts of a run. */
    public void watch(OpsSources sources, SparkContext spark) {
        StreamStatus status = sources.status();
        gauge("spark.streaming.lastReceivedBatch.processingDelay", "Seconds", status, StreamStatus::processingDelay);
        gauge("spark.streaming.lastReceivedBatch.schedulingDelay", "Seconds", status, StreamStatus::schedulingDelay);
        gauge("spark.streaming.recovery.seconds", "JVM start to first batch", status, StreamStatus::recoverySeconds);
        gauge("spark.streaming.checkpoint.age.seconds", "Newest checkpoint", sources, StreamMetrics::checkpointAge);
        gauge("spark.streaming.kafka.lag.records", "Not counted yet", sources, StreamMetrics::lag);
        gauge("spark.streaming.live", "1 while the stream makes progress", sources, s -> s.isMakingProgress() ? 1 : 0);
        FunctionCounter.builder("spark.streaming.records", status, StreamStatus::records)
                .register(registry);
        FunctionCounter.builder("spark.streaming.lost.records", status, StreamStatus::lost)
                .register(registry);
        FunctionCounter.builder("spark.streaming.batches", status, StreamStatus::batches)
                .register(registry);
        gauge(
                "process.start.time.seconds",
                "Unix time; each change is a restart of the driver",
                ManagementFactory.getRuntimeMXBean(),
                runtime -> runtime.getStartTime() / 1000.0);
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        gauge(
                "spark.driver.memory.used.bytes",
                "Heap",
                memory,
                m -> m.getHeapMemoryUsage().getUsed());
        gauge(
                "spark.driver.memory.max.bytes",
                "Heap",
                memory,
                m -> m.getHeapMemoryUsage().getMax());
        gauge(
                "spark.executor.memory.used.bytes",
                "Storage",
                spark,
                s -> sum(s, SparkExecutorInfo::usedOnHeapStorageMemory));
        gauge(
                "spark.executor.memory.max.bytes",
                "Storage",
                spark,
                s -> sum(s, SparkExecutorInfo::totalOnHeapStorageMemory));
        gauge("spark.app.executors", "The driver's own slot among them", spark, s -> sum(s, e -> 1));
    }

    /** Adds what is known of savepoints. */
    public void watch(SavepointService savepoints) {
        FunctionCounter.builder("spark.streaming.savepoints", savepoints, SavepointService::taken)
                .register(registry);
        FunctionCounter.builder("spark.streaming.savepoint.failures", savepoints, SavepointService::failures)
                .register(registry);
        gauge("spark.streaming.savepoint.seconds", "The last one", savepoints, SavepointService::lastSeconds);
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static double checkpointAge(OpsSources sources) {
        Duration age = sources.checkpoints().age();
        return age == null ? Double.NaN : age.toMillis() / 1000.0;
    }

    private static double lag(OpsSources sources) {
        return sources.input().lag().isPresent() ? sources.input().lag().orElseThrow() : Double.NaN;
    }

    private static double sum(SparkContext spark, ToDoubleFunction<SparkExecutorInfo> value) {
        return spark.isStopped()
                ? 0
                : Arrays.stream(spark.statusTracker().getExecutorInfos())
                        .mapToDouble(value)
                        .sum();
    }
}
