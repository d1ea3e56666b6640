package io.sparkpipeline.common.retention;

import io.sparkpipeline.common.cli.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Decides by age, with floors that age can't break: the newest complete item stays, and so do the newest
 * {@code keepAtLeast} complete ones.
 *
 * <p>An item dated after the planner's now comes from a clock that is ahead, or the planner's is behind. Its age is
 * unknown, so it stays, and it counts neither as the newest nor for the floor: a wrong date must not push out good
 * items.
 */
public final class RetentionPlanner {

    private static final Comparator<RetentionItem> NEWEST_FIRST = Comparator.comparing(RetentionItem::created)
            .thenComparing(RetentionItem::id)
            .reversed();

    private final RetentionPolicy policy;

    public RetentionPlanner(RetentionPolicy policy) {
        this.policy = policy;
    }

    /** The plan at the given time, whatever the order of the items. */
    public RetentionPlan plan(Collection<RetentionItem> items, Instant now) {
        List<RetentionDecision> decisions = new ArrayList<>();
        int rank = 0;
        for (RetentionItem item : items.stream().sorted(NEWEST_FIRST).toList()) {
            boolean counts = item.complete() && !item.created().isAfter(now);
            rank += counts ? 1 : 0;
            decisions.add(decide(item, rank, now));
        }
        return new RetentionPlan(decisions);
    }

    private RetentionDecision decide(RetentionItem item, int rank, Instant now) {
        Duration age = Duration.between(item.created(), now);
        if (item.labelledKeep()) {
            return decision(item, RetentionReason.LABELLED, "someone asked that it be kept");
        }
        if (age.isNegative()) {
            return decision(
                    item,
                    RetentionReason.FUTURE,
                    "dated " + rounded(age.negated()) + " ahead of this clock, so its age is unknown");
        }
        return item.complete() ? decideComplete(item, rank, age) : decideIncomplete(item, age);
    }

    private RetentionDecision decideComplete(RetentionItem item, int rank, Duration age) {
        if (rank == 1) {
            return decision(item, RetentionReason.NEWEST, "the newest complete one, " + rounded(age) + " old");
        }
        String limit = Durations.text(policy.retention());
        if (age.compareTo(policy.retention()) <= 0) {
            return decision(item, RetentionReason.YOUNG, rounded(age) + " old, within " + limit);
        }
        if (rank <= policy.keepAtLeast()) {
            return decision(
                    item,
                    RetentionReason.AT_LEAST,
                    "number " + rank + " of the " + policy.keepAtLeast() + " complete ones that always stay, "
                            + rounded(age) + " old");
        }
        return decision(
                item,
                RetentionReason.EXPIRED,
                rounded(age) + " old, over " + limit + ", with " + (rank - 1) + " newer complete ones");
    }

    private RetentionDecision decideIncomplete(RetentionItem item, Duration age) {
        String limit = Durations.text(policy.incompleteAfter());
        if (age.compareTo(policy.incompleteAfter()) <= 0) {
            return decision(item, RetentionReason.UNDER_WAY, "incomplete, " + rounded(age) + " old, within " + limit);
        }
        return decision(item, RetentionReason.ABANDONED, "still incomplete after " + rounded(age) + ", over " + limit);
    }

    private static RetentionDecision decision(RetentionItem item, RetentionReason reason, String explanation) {
        return new RetentionDecision(item, reason, explanation);
    }

    /** Two units at most, cut off, so that what is over a limit never reads as if it were within. */
    private static String rounded(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + "d " + age.toHoursPart() + "h";
        }
        if (age.toHours() > 0) {
            return age.toHours() + "h " + age.toMinutesPart() + "m";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + "m " + age.toSecondsPart() + "s" : age.toSeconds() + "s";
    }
}
