package io.sparkpipeline.streaming.wal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the log holds on the disk for good, and where. For any thread. */
final class LogIndex {

    private final TreeMap<Long, Run> runs = new TreeMap<>();

    /** Begins a run behind all others. */
    synchronized void begin(SegmentFile segment, long firstOffset, long position) {
        runs.put(firstOffset, new Run(segment, firstOffset, position));
    }

    /** Adds a frame to the newest run. */
    synchronized void add(long untilOffset, long position, int size) {
        runs.lastEntry().getValue().add(untilOffset, position, size);
    }

    /** The first event that is there; 0 for a log that never held any. */
    synchronized long first() {
        return runs.isEmpty() ? 0 : runs.firstKey();
    }

    /** The offset after the last event. */
    synchronized long end() {
        return runs.isEmpty() ? 0 : runs.lastEntry().getValue().untilOffset();
    }

    /** The ranges between the first and the last event that are not there. */
    synchronized List<LogContent.Gap> gaps() {
        List<LogContent.Gap> gaps = new ArrayList<>();
        Run before = null;
        for (Run run : runs.values()) {
            if (before != null && before.untilOffset() < run.firstOffset()) {
                gaps.add(new LogContent.Gap(before.untilOffset(), run.firstOffset()));
            }
            before = run;
        }
        return gaps;
    }

    /** What is there of a range, in about so many slices and at least one a run. */
    synchronized List<LogSlice> slices(long from, long until, int count) {
        List<LogSlice> slices = new ArrayList<>();
        for (Run run : runs.values()) {
            long events = Math.min(until, run.untilOffset()) - Math.max(from, run.firstOffset());
            if (events > 0) {
                int share = (int) Math.max(1, Math.round((double) count * events / (until - from)));
                slices.addAll(run.slices(from, until, share));
            }
        }
        return slices;
    }

    /** Bytes from an event on. */
    synchronized long bytesFrom(long offset) {
        return runs.tailMap(runs.floorKey(offset) == null ? offset : runs.floorKey(offset)).values().stream()
                .mapToLong(run -> run.bytesFrom(offset))
                .sum();
    }

    /** Files that hold nothing from that event on, but never the newest one, and the offset after each. */
    synchronized Map<Path, Long> filesBefore(long offset) {
        Map<Path, Long> files = new LinkedHashMap<>();
        if (runs.isEmpty()) {
            return files;
        }
        Path newest = runs.lastEntry().getValue().segment().path();
        runs.values().forEach(run -> files.merge(run.segment().path(), run.untilOffset(), Math::max));
        files.remove(newest);
        files.values().removeIf(until -> until > offset);
        return files;
    }

    /** Forgets a file that is removed. */
    synchronized void forget(Path file) {
        runs.values().removeIf(run -> run.segment().path().equals(file));
    }
}
