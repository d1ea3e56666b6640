package io.sparkpipeline.streaming.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.time.Clocks;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A driver that has had no progress for longer than it may. */
final class OpsSourcesTest {

    private final StreamStatus status = new StreamStatus("app", Duration.ZERO, Clocks.system());
    private final AtomicBoolean executors = new AtomicBoolean();
    private final OpsSources sources = new OpsSources(
            status,
            new CheckpointStatus(Clocks.system(), seconds -> {}, () -> {}),
            new NoInput(),
            executors::get,
            Duration.ofNanos(-1),
            Duration.ofNanos(-1));

    private record NoInput() implements InputStatus {
        @Override
        public OptionalLong lag() {
            return OptionalLong.empty();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public Map<String, Object> fields() {
            return Map.of();
        }
    }

    @Test
    void without_executors_it_is_left_alone_and_found_by_them_but_not_called_well() {
        status.enter(DriverState.RUNNING);
        assertThat(sources.isLive()).isTrue();
        assertThat(sources.isReady()).isTrue();
        assertThat(sources.isMakingProgress()).isFalse();
    }

    @Test
    void with_executors_it_is_to_be_ended() {
        executors.set(true);
        status.enter(DriverState.RUNNING);
        assertThat(sources.isLive()).isFalse();
        assertThat(sources.isReady()).isFalse();
    }

    @Test
    void one_that_failed_is_to_be_ended_without_executors_too() {
        status.enter(DriverState.FAILED);
        assertThat(sources.isLive()).isFalse();
        assertThat(sources.isReady()).isFalse();
    }
}
