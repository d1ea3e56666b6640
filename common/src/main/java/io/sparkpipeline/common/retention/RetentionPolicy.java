package io.sparkpipeline.common.retention;

import java.time.Duration;

/**
 * How long what is kept.
 *
 * @param retention complete items strictly older than this may go; positive
 * @param keepAtLeast the newest complete items that stay whatever their age; at least 1
 * @param incompleteAfter incomplete items strictly older than this may go; before, one may still be under way
 */
public record RetentionPolicy(Duration retention, int keepAtLeast, Duration incompleteAfter) {

    /** No maker of ours takes longer than this to complete one. */
    public static final Duration DEFAULT_INCOMPLETE_AFTER = Duration.ofDays(1);

    public RetentionPolicy {
        if (retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("the retention is positive: " + retention);
        }
        if (keepAtLeast < 1) {
            throw new IllegalArgumentException("at least 1 is kept: " + keepAtLeast);
        }
        if (incompleteAfter.isNegative()) {
            throw new IllegalArgumentException("the grace for incomplete ones is not negative: " + incompleteAfter);
        }
    }

    /** With {@link #DEFAULT_INCOMPLETE_AFTER}. */
    public RetentionPolicy(Duration retention, int keepAtLeast) {
        this(retention, keepAtLeast, DEFAULT_INCOMPLETE_AFTER);
    }
}
