package io.sparkpipeline.streaming.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ClockWaitTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void a_stop_ends_the_wait() {
        AtomicInteger looks = new AtomicInteger();
        long start = System.nanoTime();
        assertThat(new ClockWait(Clock.fixed(NOW, ZoneOffset.UTC), () -> looks.incrementAndGet() > 2)
                        .until(NOW.plusSeconds(1)))
                .isFalse();
        assertThat(looks).hasValue(4);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void a_clock_that_is_not_behind_is_not_waited_for() {
        AtomicInteger looks = new AtomicInteger();
        assertThat(new ClockWait(Clock.fixed(NOW, ZoneOffset.UTC), () -> looks.incrementAndGet() > 0).until(NOW))
                .isTrue();
        assertThat(looks).hasValue(0);
    }
}
