package io.sparkpipeline.streaming.ops;

import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.streaming.run.BatchOffsets;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the running stream; the listeners write it, the ops pages read it.
 *
 * <p>Progress is a completed batch or a task that ended well: a catch-up batch that works for minutes is alive, one
 * whose tasks hang or fail is not.
 */
public final class StreamStatus {

    private final String application;
    private final Duration batchInterval;
    private final Clock clock;
    private final Instant jvmStart =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    private final Map<String, Map<Integer, Long>> offsets = new TreeMap<>();
    private final BatchDelay delay;

    private DriverState state = DriverState.STARTING;
    private String startedFrom = "";
    private boolean recovered;
    private @Nullable Instant lastBatch;
    private @Nullable Instant lastCompletedBatch;
    private double recoverySeconds;
    private long records;
    private long batches;
    private long lost;
    private long lastProgressNanos = System.nanoTime();

    /** The status of an application that begins to start. */
    public StreamStatus(String application, Duration batchInterval, Clock clock) {
        this.application = application;
        this.batchInterval = batchInterval;
        this.clock = clock;
        this.delay = new BatchDelay(clock);
    }

    /** Notes records that were gone before they were counted. */
    public synchronized void lost(long gone) {
        lost += gone;
    }

    /** Records that were gone before they were counted. */
    synchronized long lost() {
        return lost;
    }

    /** Notes the next state. */
    public synchronized void enter(DriverState next) {
        state = next;
        lastProgressNanos = System.nanoTime();
    }

    /** Notes what the run begins with. */
    public synchronized void startsFrom(String what, boolean isRecovery) {
        startedFrom = what;
        recovered = isRecovery;
        enter(isRecovery ? DriverState.RECOVERING : DriverState.STARTING);
    }

    /** Where consumption goes on, before the first batch has told. */
    public synchronized void resumesAt(KafkaOffsets next) {
        next.byTopic().forEach((topic, partitions) -> offsets.put(topic, new TreeMap<>(partitions)));
    }

    /** Notes a batch that was handed to the scheduler. */
    synchronized void submitted(Instant batchTime) {
        lastBatch = batchTime;
    }

    /** Notes that a batch is being processed from now on. */
    synchronized void started() {
        delay.started();
    }

    /** Notes the end of a batch whose output failed. */
    synchronized void failed() {
        delay.ended();
    }

    /** Notes a completed batch. */
    synchronized void completed(
            Instant batchTime, double processingSeconds, double schedulingSeconds, Optional<BatchOffsets> read) {
        if (batches == 0 && recovered) {
            recoverySeconds = seconds(jvmStart, clock.instant());
        }
        batches++;
        lastCompletedBatch = batchTime;
        delay.completed(processingSeconds, schedulingSeconds);
        read.ifPresent(batch -> {
            records += batch.records();
            batch.next()
                    .forEach((topic, partitions) ->
                            offsets.computeIfAbsent(topic, t -> new TreeMap<>()).putAll(partitions));
        });
        if (state == DriverState.STARTING || state == DriverState.RECOVERING) {
            state = DriverState.RUNNING;
        }
        lastProgressNanos = System.nanoTime();
    }

    /** Notes a task that ended well. */
    synchronized void taskSucceeded() {
        lastProgressNanos = System.nanoTime();
    }

    /** Notes an executor that takes tasks from now on. */
    synchronized void executorAdded() {
        lastProgressNanos = System.nanoTime();
    }

    /** Time without progress. */
    synchronized Duration stalledFor() {
        return Duration.ofNanos(System.nanoTime() - lastProgressNanos);
    }

    /** The state of the driver. */
    public synchronized DriverState state() {
        return state;
    }

    /** The first offset not counted yet of each partition; empty while a recovery has not told. */
    public synchronized Optional<Map<Integer, Long>> consumed(String topic) {
        return recovered && !offsets.containsKey(topic)
                ? Optional.empty()
                : Optional.of(Map.copyOf(offsets.getOrDefault(topic, Map.of())));
    }

    Duration batchInterval() {
        return batchInterval;
    }

    /** Of the last completed batch, or of the running one when it has taken longer already. */
    synchronized double processingDelay() {
        return delay.processing();
    }

    synchronized double schedulingDelay() {
        return delay.scheduling();
    }

    synchronized double recoverySeconds() {
        return recoverySeconds;
    }

    /** Records of completed batches since the start, good and bad. */
    public synchronized long records() {
        return records;
    }

    /** Completed batches since the start. */
    public synchronized long batches() {
        return batches;
    }

    /** The fields of the status page. */
    synchronized Map<String, Object> fields() {
        Map<String, Object> fields = new java.util.LinkedHashMap<>();
        fields.put("application", application);
        fields.put("state", state.text());
        fields.put("startedFrom", startedFrom);
        fields.put("jvmStart", jvmStart.toString());
        fields.put("lastBatchTime", text(lastBatch));
        fields.put("lastCompletedBatchTime", text(lastCompletedBatch));
        fields.put("batchIntervalMillis", batchInterval.toMillis());
        fields.put("processingDelaySeconds", delay.processing());
        fields.put("schedulingDelaySeconds", delay.scheduling());
        fields.put("batchesTotal", batches);
        fields.put("recordsTotal", records);
        fields.put("lostRecords", lost);
        Map<String, Object> copy = new TreeMap<>();
        offsets.forEach((topic, partitions) -> copy.put(topic, new TreeMap<>(partitions)));
        fields.put("offsets", copy);
        fields.put("recoverySeconds", recovered && batches > 0 ? recoverySeconds : null);
        return fields;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
