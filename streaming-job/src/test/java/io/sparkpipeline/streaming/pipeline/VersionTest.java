package io.sparkpipeline.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.checkpoint.GenerationFile;
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
        long next = GenerationFile.following(0, NOW);
        assertThat(new Version(next, 1).number()).isGreaterThan(new Version(0, 1L << 36).number());
        assertThat(new Version(GenerationFile.following(next, NOW), 1).number())
                .isGreaterThan(new Version(next, 1L << 36).number());
    }

    /** Readers of JSON that know no other numbers than doubles tell them apart. */
    @Test
    void numbers_are_whole_in_doubles_for_years() {
        long generation = GenerationFile.following(0, Instant.parse("2040-01-01T00:00:00Z"));
        assertThat(new Version(generation, (1L << 36) - 1).number()).isLessThan(1L << 53);
    }
}
