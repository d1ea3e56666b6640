package io.sparkpipeline.streaming.http;

import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Problems;
import java.time.Duration;

/**
 * The settings of the HTTP source.
 *
 * @param port 0 for any free one
 * @param maxRequestBytes the largest body
 * @param requestTimeout how long a client may take for one request, and may be idle between two
 * @param maxInFlight requests that are being read or written at the same time
 * @param maxBacklogEvents events in the log that are not counted yet, from which on no more are taken
 * @param maxBacklogBytes the same in bytes of the log
 * @param dedupWindow of how many of the newest events the ids are remembered, at least
 * @param writeAheadLog whether 202 waits for the disk
 */
public record HttpSettings(
        int port,
        int maxRequestBytes,
        Duration requestTimeout,
        int maxInFlight,
        long maxBacklogEvents,
        ByteSize maxBacklogBytes,
        long dedupWindow,
        WriteAheadLog writeAheadLog) {

    private static final long MAX_WINDOW = 50_000_000;

    /** Whether a client hears 202 when its events are on the disk, or when they are in memory. */
    public enum WriteAheadLog {
        on,
        off
    }

    /** Notes what is wrong with them. */
    public void check(Problems problems) {
        problems.require(port >= 0 && port <= 65_535, "--http-port", "from 0 (any free port) to 65535");
        problems.require(
                maxRequestBytes >= 64 && maxRequestBytes <= 64 << 20, "--max-request-bytes", "from 64 to 67108864");
        problems.require(
                requestTimeout.toMillis() >= 100 && requestTimeout.compareTo(Duration.ofHours(1)) <= 0,
                "--request-timeout",
                "from 100ms to 1h");
        problems.require(
                maxInFlight >= 1 && maxInFlight <= 10_000, "--max-requests-in-flight", "from 1 to 10000 requests");
        problems.require(maxBacklogEvents >= 1, "--max-backlog-events", "at least 1");
        problems.require(maxBacklogBytes.bytes() >= 1 << 10, "--max-backlog-bytes", "at least 1KiB");
        problems.require(
                dedupWindow >= 0 && dedupWindow <= MAX_WINDOW, "--dedup-window", "from 0 (none) to " + MAX_WINDOW);
    }
}
