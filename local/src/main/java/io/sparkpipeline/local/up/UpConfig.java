package io.sparkpipeline.local.up;

import io.sparkpipeline.common.cli.Problems;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the stack that stays, checked whole.
 *
 * @param time how long it stays; null until Ctrl-C
 * @param batchInterval of the stream
 * @param driverHeapMebibytes the driver's {@code -Xmx}
 * @param backupSchedule five-field cron, checked by the job itself
 * @param snapshotSchedule the same
 * @param workDirectory null for a fresh one under the system's temporary folder
 */
record UpConfig(
        @Nullable Duration time,
        Duration batchInterval,
        int driverHeapMebibytes,
        String backupSchedule,
        String snapshotSchedule,
        @Nullable Path workDirectory,
        boolean keepWorkDirectory) {

    UpConfig {
        new Problems()
                .require(time == null || !time.isZero(), "--for", "must be over 0")
                .require(
                        batchInterval.toMillis() >= 100 && batchInterval.toMillis() <= 60_000,
                        "--batch-interval",
                        "must be 100ms to 1m, is " + batchInterval)
                .require(
                        driverHeapMebibytes >= 256 && driverHeapMebibytes <= 65_536,
                        "--driver-heap",
                        "must be 256 to 65536 MiB, is " + driverHeapMebibytes)
                .throwIfAny();
    }
}
