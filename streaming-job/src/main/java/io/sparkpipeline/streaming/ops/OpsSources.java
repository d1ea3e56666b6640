package io.sparkpipeline.streaming.ops;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What the ops pages are made of.
 *
 * @param executors whether there is any, so that batches can be computed
 * @param livenessGrace time beyond three batch intervals that may pass without progress
 * @param startGrace time that start and recovery may take until the first batch is complete
 */
public record OpsSources(
        StreamStatus status,
        CheckpointStatus checkpoints,
        InputStatus input,
        BooleanSupplier executors,
        Duration livenessGrace,
        Duration startGrace) {

    private static final Set<DriverState> STARTING = EnumSet.of(DriverState.STARTING, DriverState.RECOVERING);
    private static final Set<DriverState> ENDED = EnumSet.of(DriverState.STOPPED, DriverState.FAILED);

    /**
     * Whether the driver is to be left alone: the stream makes progress, or waits for executors, which another driver would
     * not get sooner.
     */
    boolean isLive() {
        return isMakingProgress() || isWaitingForExecutors();
    }

    private boolean hasEnded() {
        return ENDED.contains(status.state()) || input.ended().isPresent();
    }

    private boolean isWaitingForExecutors() {
        return !hasEnded() && !executors.getAsBoolean();
    }

    /** Whether the stream makes progress, or still may be expected to. */
    boolean isMakingProgress() {
        DriverState state = status.state();
        if (hasEnded()) {
            return false;
        }
        Duration allowed = status.batchInterval().multipliedBy(3).plus(livenessGrace);
        if (STARTING.contains(state) && startGrace.compareTo(allowed) > 0) {
            allowed = startGrace;
        }
        return status.stalledFor().compareTo(allowed) <= 0;
    }

    /**
     * Whether batches are being completed and the source takes what comes. Executors find ready drivers only, so one that
     * waits for them is ready, too.
     */
    boolean isReady() {
        return isWaitingForExecutors()
                || (status.state() == DriverState.RUNNING && isMakingProgress() && input.isReady());
    }

    /** The fields of the status page. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>(status.fields());
        fields.put("live", isLive());
        fields.put("waitingForExecutors", isWaitingForExecutors());
        fields.put("ready", isReady());
        fields.put("kafkaLagRecords", input.lag().isPresent() ? input.lag().orElseThrow() : null);
        Duration age = checkpoints.age();
        fields.put("checkpointAgeSeconds", age == null ? null : age.toMillis() / 1000.0);
        fields.put("lastCheckpointSeconds", checkpoints.lastSeconds());
        fields.put("checkpointFailures", checkpoints.failures());
        fields.putAll(input.fields());
        return fields;
    }
}
