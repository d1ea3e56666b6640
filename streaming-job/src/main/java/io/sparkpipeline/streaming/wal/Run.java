package io.sparkpipeline.streaming.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Frames of one segment that follow each other without damage between them, and where to find some of them. */
final class Run {

    /** Bytes between two frames whose places are remembered, at least: a reader passes over no more than that. */
    private static final long STEP = 1 << 16;

    private final SegmentFile segment;
    private final long firstOffset;
    private final TreeMap<Long, Long> positions = new TreeMap<>();
    private long untilOffset;
    private long untilPosition;

    Run(SegmentFile segment, long firstOffset, long position) {
        this.segment = segment;
        this.firstOffset = firstOffset;
        this.untilOffset = firstOffset;
        this.untilPosition = position;
        positions.put(firstOffset, position);
    }

    SegmentFile segment() {
        return segment;
    }

    long firstOffset() {
        return firstOffset;
    }

    long untilOffset() {
        return untilOffset;
    }

    long untilPosition() {
        return untilPosition;
    }

    void add(long frameUntil, long position, int size) {
        if (position - positions.lastEntry().getValue() >= STEP) {
            positions.put(untilOffset, position);
        }
        untilOffset = frameUntil;
        untilPosition = position + size;
    }

    /** Bytes from an event to the end of the run, to the nearest remembered frame. */
    long bytesFrom(long offset) {
        return offset >= untilOffset ? 0 : untilPosition - position(offset);
    }

    private long position(long offset) {
        var at = positions.floorEntry(offset);
        return at == null ? positions.firstEntry().getValue() : at.getValue();
    }

    /** What it has of a range, in so many slices of about the same number of events. */
    List<LogSlice> slices(long from, long until, int count) {
        long begin = Math.max(from, firstOffset);
        long end = Math.min(until, untilOffset);
        List<LogSlice> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long first = begin + (end - begin) * i / count;
            long next = begin + (end - begin) * (i + 1) / count;
            if (first < next) {
                slices.add(new LogSlice(segment.path().toString(), position(first), first, next));
            }
        }
        return slices;
    }
}
