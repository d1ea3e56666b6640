package io.sparkpipeline.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class VersionTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @Test
    void a_stream_that_never_lost_anything_counts_its_events() {
        assertThat(new Version(0, 12).number()).isEqualTo(12);
    }

    @Test
    void a_generation_is_above_all_of_the_one_before() {
        long next = Version.generationAfter(0, NOW);
        assertThat(new Version(next, 1).number()).isGreaterThan(new Version(0, 1L << 36).number());
        assertThat(new Version(Version.generationAfter(next, NOW), 1).number())
                .isGreaterThan(new Version(next, 1L << 36).number());
    }

    /** So a stream of which nothing is known any more begins above what it published. */
    @Test
    void a_later_one_is_above_one_that_nobody_remembers() {
        assertThat(Version.generationAfter(0, NOW.plusSeconds(3_600))).isGreaterThan(Version.generationAfter(0, NOW));
        assertThat(Version.generationAfter(0, NOW)).isEqualTo(7_882);
    }

    /** Readers of JSON that know no other numbers than doubles tell them apart. */
    @Test
    void numbers_are_whole_in_doubles_for_years() {
        long generation = Version.generationAfter(0, Instant.parse("2040-01-01T00:00:00Z"));
        assertThat(new Version(generation, (1L << 36) - 1).number()).isLessThan(1L << 53);
    }
}
