package io.sparkpipeline.local.deploy;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Durations of rules and routes, shortened so that an hour's story is told in minutes; thresholds stay. */
final class ShortTimes {

    /** How many times shorter. */
    static final long FACTOR = 30;

    /** Enough for two scrapes of a machine that is slow. */
    private static final long SHORTEST_HOLD = 8;

    private static final long SHORTEST_RANGE = 10;

    private static final Map<String, Long> UNITS =
            Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L, "w", 604_800L, "y", 31_536_000L);
    private static final Pattern DURATION = Pattern.compile("(\\d+)([smhdwy])");
    private static final Pattern RANGE = Pattern.compile("(?<=\\[|offset )\\d+[smhdwy]\\b");

    private ShortTimes() {}

    /** How long an alert's condition must hold. */
    static String hold(String duration) {
        return shortened(duration, SHORTEST_HOLD);
    }

    /** How often something is done, or how long something waits. */
    static String pause(String duration, long shortest) {
        return shortened(duration, shortest);
    }

    /** The ranges and offsets of an expression. */
    static String ranges(String expression) {
        return RANGE.matcher(expression).replaceAll(range -> shortened(range.group(), SHORTEST_RANGE));
    }

    private static String shortened(String duration, long shortest) {
        MatchResult parts = DURATION.matcher(duration)
                .results()
                .findFirst()
                .filter(match -> match.group().equals(duration))
                .orElseThrow(() -> new IllegalArgumentException("not a duration with one unit: " + duration));
        long seconds = Long.parseLong(parts.group(1)) * UNITS.getOrDefault(parts.group(2), 0L);
        return Math.max(shortest, seconds / FACTOR) + "s";
    }
}
