package io.sparkpipeline.local.driver;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the driver says of itself at {@code /ops/status}; fields that are not listed are passed over.
 *
 * @param state such as {@code starting}, {@code recovering}, {@code running}
 * @param startedFrom what it recovered from, or that it started fresh
 * @param lastCompletedBatchTime ISO-8601; null until the first batch of this process
 * @param recordsTotal records of completed batches of this process
 * @param offsets the first offset that is not counted yet, by topic and partition
 * @param kafkaLagRecords records in the topic that are not counted yet
 * @param recoverySeconds JVM start to first batch; null when it was no recovery, or is still under way
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DriverStatus(
        String state,
        @Nullable String startedFrom,
        @Nullable String lastCompletedBatchTime,
        long batchIntervalMillis,
        double processingDelaySeconds,
        double schedulingDelaySeconds,
        long recordsTotal,
        @Nullable Map<String, Map<Integer, Long>> offsets,
        @Nullable Double kafkaLagRecords,
        @Nullable Double recoverySeconds) {

    /** Records of a topic that are counted, since its beginning; it goes back where the driver recovers. */
    public long countedOf(String topic) {
        return offsets == null
                ? 0
                : offsets.getOrDefault(topic, Map.of()).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }

    /** Whether this process has completed a batch. */
    public boolean hasCompletedABatch() {
        return lastCompletedBatchTime != null;
    }
}
