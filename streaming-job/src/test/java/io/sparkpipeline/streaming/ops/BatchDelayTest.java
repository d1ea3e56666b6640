package io.sparkpipeline.streaming.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The delay that StreamingDelay watches grows while a batch hangs. */
final class BatchDelayTest {

    private static final Instant BATCH = Instant.parse("2026-11-22T10:00:00Z");

    private final Time time = new Time();
    private final StreamStatus status = new StreamStatus("app", Duration.ofSeconds(10), time);

    @Test
    void the_running_batch_counts_once_it_takes_longer_than_the_last() {
        complete(5);
        status.started();
        time.pass(4);
        assertThat(status.processingDelay()).isEqualTo(5);
        time.pass(30);
        assertThat(status.processingDelay()).isEqualTo(34);
        assertThat(status.fields()).containsEntry("processingDelaySeconds", 34.0);
    }

    @Test
    void a_completed_batch_gives_its_own_delay_and_nothing_grows_between_batches() {
        status.started();
        time.pass(40);
        complete(2);
        time.pass(60);
        assertThat(status.processingDelay()).isEqualTo(2);
        assertThat(status.schedulingDelay()).isEqualTo(1);
    }

    @Test
    void a_failed_batch_runs_no_longer() {
        complete(3);
        status.started();
        time.pass(40);
        status.failed();
        assertThat(status.processingDelay()).isEqualTo(3);
    }

    private void complete(double seconds) {
        status.completed(BATCH, seconds, 1, Optional.empty());
    }

    private static final class Time extends Clock {

        private Instant now = BATCH;

        void pass(long seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
