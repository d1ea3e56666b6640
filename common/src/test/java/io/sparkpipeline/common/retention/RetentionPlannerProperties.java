package io.sparkpipeline.common.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What must hold over random histories, skewed clocks, gaps and labels. */
class RetentionPlannerProperties {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Comparator<RetentionItem> BY_AGE =
            Comparator.comparing(RetentionItem::created).thenComparing(RetentionItem::id);

    @Provide
    Arbitrary<List<RetentionItem>> histories() {
        Arbitrary<Long> ages = Arbitraries.longs().between(-3L * 86_400, 40L * 86_400);
        Arbitrary<RetentionItem> item = Combinators.combine(
                        ages, Arbitraries.of(true, true, true, false), Arbitraries.of(false, false, false, true))
                .as((age, complete, keep) -> new RetentionItem("", NOW.minusSeconds(age), complete, keep));
        return item.list().ofMaxSize(60).map(RetentionPlannerProperties::named);
    }

    @Provide
    Arbitrary<RetentionPolicy> policies() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 20 * 86_400),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(0, 3 * 86_400))
                .as((retention, atLeast, grace) ->
                        new RetentionPolicy(Duration.ofSeconds(retention), atLeast, Duration.ofSeconds(grace)));
    }

    @Property
    void theNewestCompleteOneAlwaysSurvives(
            @ForAll("histories") List<RetentionItem> items, @ForAll("policies") RetentionPolicy policy) {
        Optional<RetentionItem> newest = credible(items).max(BY_AGE);

        assertThat(kept(items, policy)).containsAll(newest.stream().toList());
        assertThat(kept(items, policy))
                .containsAll(items.stream().filter(RetentionItem::complete).max(BY_AGE).stream()
                        .toList());
    }

    @Property
    void neverUnderTheFloor(
            @ForAll("histories") List<RetentionItem> items, @ForAll("policies") RetentionPolicy policy) {
        long had = credible(items).count();
        long left = credible(kept(items, policy)).count();

        assertThat(left).isGreaterThanOrEqualTo(Math.min(had, policy.keepAtLeast()));
    }

    @Property
    void nothingYoungOrLabelledOrUndatedIsDeleted(
            @ForAll("histories") List<RetentionItem> items, @ForAll("policies") RetentionPolicy policy) {
        Set<RetentionItem> kept = new HashSet<>(kept(items, policy));

        assertThat(items).filteredOn(item -> !kept.contains(item)).allSatisfy(item -> {
            Duration limit = item.complete() ? policy.retention() : policy.incompleteAfter();
            assertThat(Duration.between(item.created(), NOW)).isGreaterThan(limit);
            assertThat(item.labelledKeep()).isFalse();
        });
    }

    @Property
    void whatIsOldAndOverTheFloorDoesGo(
            @ForAll("histories") List<RetentionItem> items, @ForAll("policies") RetentionPolicy policy) {
        List<RetentionItem> kept = kept(items, policy);
        long keptForAgeless = kept.stream()
                .filter(RetentionItem::complete)
                .filter(item -> !item.labelledKeep())
                .filter(item -> Duration.between(item.created(), NOW).compareTo(policy.retention()) > 0)
                .count();

        assertThat(keptForAgeless).isLessThanOrEqualTo(policy.keepAtLeast());
    }

    @Property
    void theOrderOfTheListingDoesNotMatterAndASecondPruneDeletesNothing(
            @ForAll("histories") List<RetentionItem> items,
            @ForAll("policies") RetentionPolicy policy,
            @ForAll @IntRange(max = 1000) int seed) {
        List<RetentionItem> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, new Random(seed));
        RetentionPlanner planner = new RetentionPlanner(policy);
        RetentionPlan plan = planner.plan(items, NOW);

        assertThat(planner.plan(shuffled, NOW)).isEqualTo(plan);
        assertThat(planner.plan(kept(items, policy), NOW).expired()).isEmpty();
    }

    private static List<RetentionItem> kept(List<RetentionItem> items, RetentionPolicy policy) {
        return new RetentionPlanner(policy)
                .plan(items, NOW).kept().stream().map(RetentionDecision::item).toList();
    }

    private static Stream<RetentionItem> credible(List<RetentionItem> items) {
        return items.stream()
                .filter(RetentionItem::complete)
                .filter(item -> !item.created().isAfter(NOW));
    }

    private static List<RetentionItem> named(List<RetentionItem> items) {
        List<RetentionItem> named = new ArrayList<>();
        for (RetentionItem item : items) {
            named.add(new RetentionItem("id-" + named.size(), item.created(), item.complete(), item.labelledKeep()));
        }
        return named;
    }
}
