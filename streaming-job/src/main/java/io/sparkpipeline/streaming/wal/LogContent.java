package io.sparkpipeline.streaming.wal;

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
