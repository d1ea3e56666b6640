package io.sparkpipeline.streaming.pipeline;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sums of all keys of one window. Never changed once made.
 *
 * @param sums by key
 */
public record TopKeys(TreeMap<String, BigDecimal> sums) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** A window with one event. */
    static TopKeys of(String key, BigDecimal value) {
        return new TopKeys(new TreeMap<>(Map.of(key, value)));
    }

    /** The sums of both. */
    TopKeys plus(TopKeys other) {
        TreeMap<String, BigDecimal> all = new TreeMap<>(sums);
        other.sums.forEach((key, value) -> all.merge(key, value, BigDecimal::add));
        return new TopKeys(all);
    }

    /** The keys with the largest sums, largest first; of equal sums the first by name. */
    List<Map.Entry<String, BigDecimal>> top(int n) {
        return sums.entrySet().stream()
                .sorted(Map.Entry.<String, BigDecimal>comparingByValue(Collections.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(n)
                .toList();
    }
}
