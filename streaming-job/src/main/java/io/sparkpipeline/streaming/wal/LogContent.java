package io.sparkpipeline.streaming.wal;

import java.util.ArrayList;
import java.util.List;

/**
 * What a log holds.
 *
 * @param first the first event that is there
 * @param end the offset after the last one
 * @param gaps what is damaged or missing between them
 * @param problems what is wrong, a line each
 */
public record LogContent(long first, long end, List<Gap> gaps, List<String> problems) {

    public LogContent {
        gaps = List.copyOf(gaps);
        problems = List.copyOf(problems);
    }

    /** How many events of those from an offset on are known to be gone. */
    public long lostFrom(long offset) {
        return Math.max(0, first - offset)
                + gaps.stream().mapToLong(gap -> gap.countFrom(offset)).sum();
    }

    /** What keeps a reader from going on at an offset, a line each; empty when nothing does. */
    public List<String> problemsFrom(long offset) {
        List<String> found = new ArrayList<>();
        if (offset < first) {
            found.add("the write-ahead log begins with event " + first + " in place of " + offset);
        } else if (offset > end) {
            found.add("the write-ahead log ends before event " + end + ", and all before " + offset
                    + " were counted; was it removed or replaced?");
        }
        for (Gap gap : gaps) {
            if (gap.countFrom(offset) > 0) {
                found.add("events " + Math.max(offset, gap.from()) + " to " + (gap.until() - 1)
                        + " of the write-ahead log are damaged or missing");
            }
        }
        return found;
    }

    /**
     * Events that are not there.
     *
     * @param from the first of them
     * @param until the one after the last
     */
    public record Gap(long from, long until) {

        /** How many of them are not before that offset. */
        public long countFrom(long offset) {
            return Math.max(0, until - Math.max(from, offset));
        }
    }
}
