package io.sparkpipeline.common.checkpoint;

import java.time.Duration;

/**
 * How patient a cut is with a driver that writes.
 *
 * @param deadline the longest time for all attempts
 * @param pause the time between two attempts
 */
public record CutOptions(Duration deadline, Duration pause) {

    public CutOptions {
        if (deadline.isNegative() || deadline.isZero() || pause.isNegative()) {
            throw new IllegalArgumentException("the deadline must be positive and the pause not negative");
        }
    }

    /** Two minutes in all, a tenth of a second between attempts. */
    public static CutOptions defaults() {
        return new CutOptions(Duration.ofMinutes(2), Duration.ofMillis(100));
    }
}
