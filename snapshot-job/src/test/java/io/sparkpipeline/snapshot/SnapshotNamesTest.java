package io.sparkpipeline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.kube.KubeNames;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SnapshotNamesTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:59Z");

    @Test
    void isTheClaimAndTheMinute() {
        assertThat(SnapshotNames.of("spark-checkpoint-pvc", NOON)).isEqualTo("spark-checkpoint-pvc-202611221200");
    }

    @Test
    void longClaimsThatBeginAlikeDoNotCollide() {
        String begin = "a".repeat(80);
        String first = SnapshotNames.of(begin + "-1", NOON);
        assertThat(first).hasSize(63).endsWith("-202611221200").isNotEqualTo(SnapshotNames.of(begin + "-2", NOON));
        assertThat(first).isEqualTo(SnapshotNames.of(begin + "-1", NOON));
    }

    @Property(tries = 300)
    void isAlwaysAValidName(@ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 120) String letters) {
        String claim = letters.replace('b', '-').replaceFirst("^-+", "a").replaceFirst("-+$", "c");
        assertThat(SnapshotNames.of(claim, NOON)).hasSizeLessThanOrEqualTo(63).matches(KubeNames::isSubdomain);
    }

    @Test
    void aCronJobsJobTellsItsTime() {
        assertThat(SnapshotNames.scheduledTimeOf("volume-snapshot-29399760", NOON))
                .contains(Instant.parse("2025-11-24T12:00:00Z"));
        assertThat(SnapshotNames.scheduledTimeOf("by-hand", NOON)).isEmpty();
        assertThat(SnapshotNames.scheduledTimeOf("by-hand-1234", NOON)).isEmpty();
    }

    @Test
    void aDateInTheNameIsNoScheduledTime() {
        assertThat(SnapshotNames.scheduledTimeOf("before-upgrade-20261122", NOON))
                .isEmpty();
        assertThat(SnapshotNames.scheduledTimeOf("before-upgrade-202611221200", NOON))
                .isEmpty();
        // 31,000,000 minutes after 1970 are in 2028
        assertThat(SnapshotNames.scheduledTimeOf("volume-snapshot-31000000", NOON))
                .isEmpty();
    }

    @Property(tries = 300)
    void theNameOfAJobIsValidAndItsOwn(@ForAll @StringLength(min = 1, max = 60) String uid) {
        assertThat(SnapshotNames.ofJob("a".repeat(80), uid))
                .hasSizeLessThanOrEqualTo(63)
                .matches(KubeNames::isSubdomain)
                .isEqualTo(SnapshotNames.ofJob("a".repeat(80), uid))
                .isNotEqualTo(SnapshotNames.ofJob("a".repeat(80), uid + "1"));
    }
}
