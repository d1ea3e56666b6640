package io.sparkpipeline.local.demo;

import io.sparkpipeline.common.cli.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one demo, checked whole.
 *
 * @param events how many events are produced
 * @param keys how many keys they spread over
 * @param kills how often the driver is killed
 * @param rate events a second; 0 for one that lasts as long as the story
 * @param seed of the events and of the moments of the kills
 * @param batchInterval of the stream
 * @param driverHeapMebibytes the driver's {@code -Xmx}
 * @param workDirectory null for a fresh one under the system's temporary folder
 * @param keepWorkDirectory whether it stays afterwards
 * @param report where the HTML report goes
 */
public record DemoConfig(
        long events,
        int keys,
        int kills,
        int rate,
        long seed,
        Duration batchInterval,
        int driverHeapMebibytes,
        @Nullable Path workDirectory,
        boolean keepWorkDirectory,
        Path report) {

    private static final int SECONDS_PER_KILL = 13;
    private static final int OTHER_SECONDS = 50;

    public DemoConfig {
        new Problems()
                .require(events >= 1 && events <= 1_000_000_000, "--events", "must be 1 to 1000000000, is " + events)
                .require(keys >= 1 && keys <= 10_000_000, "--keys", "must be 1 to 10000000, is " + keys)
                .require(kills >= 0 && kills <= 1000, "--kills", "must be 0 to 1000, is " + kills)
                .require(rate >= 0 && rate <= 1_000_000, "--rate", "must be 0 to 1000000 events a second, is " + rate)
                .require(
                        batchInterval.toMillis() >= 100 && batchInterval.toMillis() <= 60_000,
                        "--batch-interval",
                        "must be 100ms to 1m, is " + batchInterval)
                .require(
                        driverHeapMebibytes >= 256 && driverHeapMebibytes <= 65_536,
                        "--driver-heap",
                        "must be 256 to 65536 MiB, is " + driverHeapMebibytes)
                .require(writable(report), "--report", "can't be written: " + report)
                .throwIfAny();
    }

    private static boolean writable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return !Files.isDirectory(file)
                && (Files.exists(file) ? Files.isWritable(file) : folder != null && Files.isWritable(folder));
    }

    /** Events a second: what was asked for, else so many that events still flow when the volumes are lost. */
    public int eventsPerSecond() {
        long seconds = OTHER_SECONDS + (long) SECONDS_PER_KILL * kills;
        return rate > 0 ? rate : (int) Math.max(50, Math.min(1_000_000, events / seconds));
    }
}
