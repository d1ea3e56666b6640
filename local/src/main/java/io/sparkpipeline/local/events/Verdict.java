package io.sparkpipeline.local.events;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Input and output compared key by key.
 *
 * @param eventsProduced good events in the input topic
 * @param eventsCounted events that the output accounts for
 * @param keys keys of the input and of the output
 * @param lost missing counts, summed over the keys that have too few
 * @param duplicated surplus counts, summed over the keys that have too many
 * @param mismatched keys whose count is right, but sum, smallest or largest value is not
 * @param worst the keys that are furthest off, at most ten
 */
public record Verdict(
        long eventsProduced,
        long eventsCounted,
        long keys,
        long lost,
        long duplicated,
        long mismatched,
        List<Difference> worst) {

    private static final int SHOWN = 10;

    /** A key whose output is not what its input makes. */
    public record Difference(String key, KeyTotals expected, KeyTotals found) {

        /** Found minus expected; negative when events are lost. */
        public long surplus() {
            return found.count() - expected.count();
        }
    }

    public Verdict {
        worst = List.copyOf(worst);
    }

    /** Compares, by exact decimal numbers. */
    public static Verdict of(InputTotals input, OutputTotals output) {
        List<Difference> differences = new ArrayList<>();
        input.totals().forEach((key, expected) -> addIfDifferent(differences, key, expected, output.of(key)));
        long keys = input.totals().size();
        for (String key : output.keys()) {
            if (!input.totals().containsKey(key)) {
                keys++;
                addIfDifferent(differences, key, KeyTotals.NONE, output.of(key));
            }
        }
        return new Verdict(
                input.events(),
                output.events(),
                keys,
                differences.stream()
                        .mapToLong(each -> Math.max(0, -each.surplus()))
                        .sum(),
                differences.stream()
                        .mapToLong(each -> Math.max(0, each.surplus()))
                        .sum(),
                differences.stream().filter(each -> each.surplus() == 0).count(),
                differences.stream()
                        .sorted(Comparator.comparingLong((Difference each) -> -Math.abs(each.surplus()))
                                .thenComparing(Difference::key))
                        .limit(SHOWN)
                        .toList());
    }

    /** Whether every key is exact. */
    public boolean exact() {
        return lost == 0 && duplicated == 0 && mismatched == 0;
    }

    private static void addIfDifferent(List<Difference> found, String key, KeyTotals expected, KeyTotals actual) {
        if (!expected.matches(actual)) {
            found.add(new Difference(key, expected, actual));
        }
    }
}
