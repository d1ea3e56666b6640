package io.sparkpipeline.streaming.ops;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the ops pages are made of.
 *
 * @param livenessGrace time beyond three batch intervals that may pass without progress
 * @param startGrace time that start and recovery may take until the first batch is complete
 */
public record OpsSources(
        StreamStatus status,
        CheckpointStatus checkpoints,
        InputStatus input,
        Duration livenessGrace,
        Duration startGrace) {

    private static final Set<DriverState> STARTING = EnumSet.of(DriverState.STARTING, DriverState.RECOVERING);
    private static final Set<DriverState> ENDED = EnumSet.of(DriverState.STOPPED, DriverState.FAILED);

    /** Whether the stream makes progress, or still may be expected to. */
    boolean isLive() {
        DriverState state = status.state();
        if (ENDED.contains(state) || input.ended().isPresent()) {
            return false;
        }
        Duration allowed = status.batchInterval().multipliedBy(3).plus(livenessGrace);
        if (STARTING.contains(state) && startGrace.compareTo(allowed) > 0) {
            allowed = startGrace;
        }
        return status.stalledFor().compareTo(allowed) <= 0;
    }

    /** Whether batches are being completed and the source takes what comes. */
    boolean isReady() {
        return status.state() == DriverState.RUNNING && isLive() && input.isReady();
    }

    /** The fields of the status page. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>(status.fields());
        fields.put("live", isLive());
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
