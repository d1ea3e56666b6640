package io.sparkpipeline.streaming.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What earlier starts could not go on from does not fill the volume. */
final class RejectedRetentionTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    private Path folder;

    private RejectedRetention retention(Duration limit, int keep) {
        return new RejectedRetention(folder, limit, keep, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Path rejectedAgo(Duration age) throws IOException {
        Path app = folder.resolve("checkpoint-1000");
        Files.writeString(app, "old");
        new Rejected(folder, Clock.fixed(NOW.minus(age), ZoneOffset.UTC)).everything();
        return folder.resolve("rejected").resolve(Rejected.NAME.format(NOW.minus(age)));
    }

    @Test
    void the_newest_stays_however_old_and_older_ones_go_with_their_reason() throws IOException {
        Path newest = rejectedAgo(Duration.ofDays(30));
        Path older = rejectedAgo(Duration.ofDays(31));
        assertThat(retention(Duration.ofDays(7), 10).plan().decisions())
                .extracting(decision -> decision.toString().replaceFirst("2026[^:]+", "…"))
                .containsExactly(
                        "keep …: newest: the newest one, 30d 0h old", "delete …: expired: 31d 0h old, over 7d");
        retention(Duration.ofDays(7), 10).look();
        assertThat(newest.resolve("checkpoint-1000")).exists();
        assertThat(older).doesNotExist();
        assertThat(new Usage(folder).everUsed()).isTrue();
    }

    /** As after a night of starts that all failed on something. */
    @Test
    void of_many_young_ones_so_many_stay() throws IOException {
        Path first = rejectedAgo(Duration.ofHours(5));
        Path second = rejectedAgo(Duration.ofHours(4));
        Path third = rejectedAgo(Duration.ofHours(3));
        retention(Duration.ofDays(7), 2).look();
        assertThat(first).doesNotExist();
        assertThat(second).exists();
        assertThat(third).exists();
    }

    @Test
    void what_is_of_the_future_or_not_ours_is_left_alone_and_does_not_count() throws IOException {
        Path ahead = rejectedAgo(Duration.ofDays(-3));
        Path old = rejectedAgo(Duration.ofDays(30));
        Path foreign = Files.createDirectories(folder.resolve("rejected").resolve("by-hand"));
        retention(Duration.ofDays(7), 1).look();
        assertThat(ahead).exists();
        assertThat(old).as("the newest with an age").exists();
        assertThat(foreign).exists();
    }
}
