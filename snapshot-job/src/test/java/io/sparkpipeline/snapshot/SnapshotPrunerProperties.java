package io.sparkpipeline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.kube.SnapshotLabels;
import io.sparkpipeline.common.retention.RetentionPolicy;
import io.sparkpipeline.common.time.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Pruning through the API over random histories: ready and not, own and foreign, of this claim and of others. */
class SnapshotPrunerProperties {

    private static @Nullable TestCluster started;

    /** One of the past. */
    record Past(int ageHours, boolean ready, boolean own, boolean sameClaim, boolean keep) {}

    @BeforeContainer
    static void start() {
        started = new TestCluster();
    }

    @AfterContainer
    static void stop() {
        cluster().close();
    }

    @Provide
    Arbitrary<Past> pasts() {
        Arbitrary<Boolean> mostly = Arbitraries.of(true, true, true, false);
        Arbitrary<Boolean> rarely = Arbitraries.of(false, false, false, false, true);
        return Combinators.combine(Arbitraries.integers().between(1, 24 * 30), mostly, mostly, mostly, rarely)
                .as(Past::new);
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void onlyOwnOldOnesOverTheFloorGo(
            @ForAll @Size(max = 15) List<@From("pasts") Past> history,
            @ForAll @IntRange(min = 1, max = 4) int keepAtLeast) {
        Instant now = Clocks.system().instant();
        Map<String, Past> made = create(history, now);
        SnapshotCluster api = SnapshotCluster.of(cluster().api.connection());
        SnapshotCluster inNamespace = new SnapshotCluster(api.client(), TestCluster.NAMESPACE, api.calls());

        new SnapshotPruner(inNamespace, new RetentionPolicy(Duration.ofDays(7), keepAtLeast), false)
                .prune(TestCluster.PVC, now);

        Set<String> left = new HashSet<>(cluster().snapshots());
        made.forEach((name, past) -> {
            boolean untouchable = !past.own() || !past.sameClaim() || past.keep();
            int limit = past.ready() ? 24 * 7 : 24;
            if (untouchable || past.ageHours() < limit) {
                assertThat(left).as("%s: %s", name, past).contains(name);
            }
            if (!untouchable && !past.ready() && past.ageHours() > limit) {
                assertThat(left).as("never ready: %s", past).doesNotContain(name);
            }
        });
        List<String> ready = made.entrySet().stream()
                .filter(entry -> counts(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparingInt(
                                (String name) -> past(made, name).ageHours())
                        // Of those of one hour the later made is the newer.
                        .thenComparing(name -> -Integer.parseInt(name.substring(1))))
                .toList();
        assertThat(ready.stream().filter(left::contains).count())
                .as("the floor of ready ones")
                .isGreaterThanOrEqualTo(Math.min(keepAtLeast, ready.size()));
        if (!ready.isEmpty()) {
            assertThat(left).as("the newest ready one").contains(ready.get(0));
        }
        assertThat(ready.stream()
                        .filter(name -> !past(made, name).keep())
                        .skip(keepAtLeast)
                        .filter(name -> past(made, name).ageHours() > 24 * 7))
                .as("old ones over the floor")
                .noneMatch(left::contains);
    }

    private static Past past(Map<String, Past> made, String name) {
        return Objects.requireNonNull(made.get(name));
    }

    private static boolean counts(Past past) {
        return past.own() && past.sameClaim() && past.ready();
    }

    private static Map<String, Past> create(List<Past> history, Instant now) {
        cluster().snapshots().forEach(cluster()::delete);
        Map<String, Past> made = new HashMap<>();
        for (Past past : history) {
            String name = "s" + made.size();
            Map<String, String> labels = new HashMap<>();
            if (past.own()) {
                labels.put(SnapshotLabels.MANAGED_BY, SnapshotLabels.OURS);
            }
            if (past.keep()) {
                labels.put(SnapshotLabels.KEEP, "true");
            }
            String claim = past.sameClaim() ? TestCluster.PVC : "other";
            // Hours apart by a second, so that no two are of one age.
            Instant created = now.minus(Duration.ofHours(past.ageHours())).plusSeconds(made.size());
            cluster().createSnapshot(name, claim, created, past.ready(), labels);
            made.put(name, past);
        }
        return made;
    }

    private static TestCluster cluster() {
        return Objects.requireNonNull(started);
    }
}
