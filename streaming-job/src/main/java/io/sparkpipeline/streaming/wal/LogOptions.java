package io.sparkpipeline.streaming.wal;

import java.time.Clock;

/**
 * How a log is kept.
 *
 * @param dedupWindow of how many of the newest events the ids are remembered, at least
 * @param durable whether a request hears that it is safe when it is on the disk; else at once, which a crash makes a lie
 * @param segmentBytes the size from which on a new segment is begun
 * @param clock tells when events were taken
 */
public record LogOptions(long dedupWindow, boolean durable, long segmentBytes, Clock clock) {

    private static final long SEGMENT_BYTES = 64 << 20;

    /** With segments of 64 MiB. */
    public LogOptions(long dedupWindow, boolean durable, Clock clock) {
        this(dedupWindow, durable, SEGMENT_BYTES, clock);
    }
}
