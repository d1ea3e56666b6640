package io.sparkpipeline.common.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionPlannerTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private final RetentionPlanner planner = new RetentionPlanner(new RetentionPolicy(Duration.ofDays(7), 2));

    @Test
    void agesOutOnlyWhatIsOverTheRetentionAndTheFloor() {
        RetentionPlan plan = planner.plan(List.of(complete("a", 1), complete("b", 6), complete("c", 8)), NOW);

        assertThat(reasons(plan))
                .containsExactly(RetentionReason.NEWEST, RetentionReason.YOUNG, RetentionReason.EXPIRED);
    }

    @Test
    void exactlyAtTheRetentionStays() {
        RetentionPlan plan = planner.plan(List.of(complete("a", 1), complete("b", 2), complete("c", 7)), NOW);

        assertThat(reasons(plan).get(2)).isEqualTo(RetentionReason.YOUNG);
    }

    @Test
    void theFloorHoldsWhenEverythingIsOld() {
        RetentionPlan plan = planner.plan(List.of(complete("c", 300), complete("b", 200), complete("a", 100)), NOW);

        assertThat(reasons(plan))
                .containsExactly(RetentionReason.NEWEST, RetentionReason.AT_LEAST, RetentionReason.EXPIRED);
        assertThat(plan.expired()).extracting(d -> d.item().id()).containsExactly("c");
    }

    @Test
    void incompleteOnesNeverCountForTheFloor() {
        RetentionPlan plan = planner.plan(List.of(incomplete("x", 9), complete("a", 10), incomplete("y", 0)), NOW);

        assertThat(reasons(plan))
                .containsExactly(RetentionReason.UNDER_WAY, RetentionReason.ABANDONED, RetentionReason.NEWEST);
    }

    @Test
    void oneFromTheFutureStaysAndDoesNotStandInForTheNewest() {
        RetentionPlan plan = planner.plan(
                List.of(complete("skewed", -400), complete("a", 100), complete("b", 200), complete("c", 300)), NOW);

        assertThat(reasons(plan))
                .containsExactly(
                        RetentionReason.FUTURE,
                        RetentionReason.NEWEST,
                        RetentionReason.AT_LEAST,
                        RetentionReason.EXPIRED);
    }

    @Test
    void aKeepLabelHoldsWhateverTheAge() {
        RetentionItem labelled = new RetentionItem("k", NOW.minus(Duration.ofDays(999)), true, true);
        RetentionPlan plan =
                planner.plan(List.of(labelled, complete("a", 1), complete("b", 2), complete("c", 30)), NOW);

        assertThat(plan.of("k").orElseThrow().reason()).isEqualTo(RetentionReason.LABELLED);
        assertThat(plan.of("c").orElseThrow().reason()).isEqualTo(RetentionReason.EXPIRED);
    }

    @Test
    void explainsWithFigures() {
        RetentionPlan plan = planner.plan(List.of(complete("a", 1), complete("b", 2), complete("c", 8)), NOW);

        assertThat(plan.of("c").orElseThrow())
                .hasToString("delete c: expired: 8d 0h old, over 7d, with 2 newer complete ones");
    }

    @Test
    void refusesPoliciesThatCouldDeleteEverything() {
        assertThatThrownBy(() -> new RetentionPolicy(Duration.ZERO, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetentionPolicy(Duration.ofDays(1), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<RetentionReason> reasons(RetentionPlan plan) {
        return plan.decisions().stream().map(RetentionDecision::reason).toList();
    }

    private static RetentionItem complete(String id, int daysOld) {
        return new RetentionItem(id, NOW.minus(Duration.ofDays(daysOld)), true, false);
    }

    private static RetentionItem incomplete(String id, int daysOld) {
        return new RetentionItem(id, NOW.minus(Duration.ofDays(daysOld)), false, false);
    }
}
