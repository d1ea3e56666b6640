package io.sparkpipeline.local.events;

import java.math.BigDecimal;

/** The totals of one key, exact; sum, smallest and largest are 0 where nothing was counted. */
public record KeyTotals(long count, BigDecimal sum, BigDecimal min, BigDecimal max) {

    static final KeyTotals NONE = new KeyTotals(0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    KeyTotals plus(BigDecimal value) {
        return count == 0
                ? new KeyTotals(1, value, value, value)
                : new KeyTotals(count + 1, sum.add(value), min.min(value), max.max(value));
    }

    /** Whether all four are the same numbers, however many zeros they are written with. */
    boolean matches(KeyTotals other) {
        return count == other.count
                && sum.compareTo(other.sum) == 0
                && min.compareTo(other.min) == 0
                && max.compareTo(other.max) == 0;
    }
}
