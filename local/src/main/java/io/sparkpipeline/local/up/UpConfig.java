package io.sparkpipeline.local.up;

import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.schedule.CronSchedule;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the stack that stays, checked whole.
 *
 * @param time how long it stays; null until Ctrl-C
 * @param until it stays no longer than until this file is there; null for no such file
 * @param rate events a second that are produced; 0 for none
 * @param keys how many keys they spread over
 * @param batchInterval of the stream
 * @param driverHeapMebibytes the driver's {@code -Xmx}
 * @param backupSchedule five-field cron
 * @param snapshotSchedule the same
 * @param workDirectory null for a fresh one under the system's temporary folder
 */
record UpConfig(
        @Nullable Duration time,
        @Nullable Path until,
        int rate,
        int keys,
        Duration batchInterval,
        int driverHeapMebibytes,
        String backupSchedule,
        String snapshotSchedule,
        @Nullable Path workDirectory,
        boolean keepWorkDirectory) {

    UpConfig {
        Problems problems = new Problems();
        CronSchedule.problemOf(backupSchedule).ifPresent(wrong -> problems.add("--backup-schedule", wrong));
        CronSchedule.problemOf(snapshotSchedule).ifPresent(wrong -> problems.add("--snapshot-schedule", wrong));
        problems.require(time == null || !time.isZero(), "--for", "must be over 0")
                .require(rate >= 0 && rate <= 1_000_000, "--rate", "must be 0 to 1000000 events a second, is " + rate)
                .require(keys >= 1 && keys <= 10_000_000, "--keys", "must be 1 to 10000000, is " + keys)
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
