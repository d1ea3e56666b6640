package io.sparkpipeline.streaming.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.WindowedTopN;
import io.sparkpipeline.streaming.run.BatchOffsets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.spark.streaming.kafka010.OffsetRange;
import org.junit.jupiter.api.Test;

/** What groups may be let go, and what comes too late for them. */
final class HorizonTest {

    private static final long START = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();
    private static final long DISORDER = Horizon.DISORDER.toMillis();
    private static final int QUIET = -1;

    private final Horizon horizon = new Horizon(Long.MIN_VALUE);
    private long batch = START;

    /** Runs a batch a minute later than the one before it; by partition, when its records were recorded, in minutes. */
    private long batch(Horizon of, int... recordedMinutes) {
        batch += Duration.ofMinutes(1).toMillis();
        Arrivals arrivals = new Arrivals();
        long planned = of.plan(batch, arrivals);
        List<OffsetRange> ranges = new ArrayList<>();
        for (int partition = 0; partition < recordedMinutes.length; partition++) {
            boolean quiet = recordedMinutes[partition] == QUIET;
            ranges.add(OffsetRange.create("events", partition, 7, quiet ? 7 : 8));
            if (!quiet) {
                arrivals.recorded(partition, minute(recordedMinutes[partition]));
            }
        }
        of.completed(batch, new BatchOffsets(ranges));
        return planned;
    }

    private static long minute(long minutes) {
        return START
                - Duration.ofHours(10).toMillis()
                + Duration.ofMinutes(minutes).toMillis();
    }

    @Test
    void the_partition_that_is_furthest_behind_holds_it_up() {
        batch(horizon, 100, 50, 80);
        assertThat(horizon.time()).isEqualTo(minute(50) - DISORDER);
        batch(horizon, 101, 90, 80);
        assertThat(horizon.time()).isEqualTo(minute(80) - DISORDER);
    }

    @Test
    void it_never_goes_back() {
        batch(horizon, 100);
        batch(horizon, 20);
        assertThat(horizon.time()).isEqualTo(minute(100) - DISORDER);
    }

    @Test
    void a_partition_that_was_never_heard_of_holds_it_up_until_it_is_idle() {
        batch(horizon, 100, QUIET);
        assertThat(horizon.time()).isEqualTo(Long.MIN_VALUE);
        batch(horizon, QUIET, QUIET);
        assertThat(horizon.time()).as("an empty batch tells nothing").isEqualTo(Long.MIN_VALUE);
        batch(horizon, 101, QUIET);
        assertThat(horizon.time()).isEqualTo(minute(101) - DISORDER);
    }

    @Test
    void a_producers_clock_that_is_years_ahead_lets_nothing_go_that_is_newer_than_now() {
        batch(horizon, 40_000_000);
        assertThat(horizon.time()).isEqualTo(batch - DISORDER);
    }

    @Test
    void a_recovery_goes_on_with_the_horizon_of_its_state() throws Exception {
        batch(horizon, 100);
        assertThat(batch(horizon, 200)).isEqualTo(minute(100) - DISORDER);
        long state = batch;
        assertThat(batch(horizon, 300)).isEqualTo(minute(200) - DISORDER);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(horizon);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Horizon recovered = (Horizon) in.readObject();
            assertThat(Horizon.current()).isSameAs(recovered);
            recovered.rewind(state);
            assertThat(batch(recovered, 200)).isEqualTo(minute(100) - DISORDER);
            assertThat(recovered.time()).isEqualTo(minute(200) - DISORDER);
            recovered.rewind(START);
            assertThat(recovered.time()).as("the one that it began with").isEqualTo(minute(100) - DISORDER);
        }
    }

    @Test
    void a_recovery_finds_the_horizon_of_its_state_behind_any_number_of_batches_that_wait() {
        batch(horizon, 100);
        batch(horizon, 200);
        long state = batch;
        for (int waiting = 0; waiting < 1_000; waiting++) {
            batch += Duration.ofSeconds(1).toMillis();
            assertThat(horizon.plan(batch, new Arrivals())).isEqualTo(minute(200) - DISORDER);
        }
        horizon.rewind(state);
        assertThat(horizon.time()).isEqualTo(minute(100) - DISORDER);
    }

    @Test
    void of_a_state_older_than_is_remembered_nothing_begins_anew_that_was_let_go() {
        batch(horizon, 100);
        batch(horizon, 101);
        long state = batch;
        for (int minute = 102; minute < 200; minute++) {
            batch(horizon, minute);
        }
        horizon.rewind(state);
        assertThat(horizon.time()).isGreaterThanOrEqualTo(minute(100) - DISORDER);
    }

    @Test
    void a_group_may_expire_at_the_end_of_time() {
        assertThat(Lateness.of(expiring(Instant.MAX), "")).isEqualTo(Long.MAX_VALUE);
        assertThat(Lateness.of(expiring(Instant.MIN), "")).isEqualTo(Long.MIN_VALUE);
        assertThat(Lateness.of(expiring(Instant.ofEpochMilli(7)), "")).isEqualTo(7);
    }

    private static EventPipeline<?> expiring(Instant when) {
        return (EventPipeline<?>) Proxy.newProxyInstance(
                HorizonTest.class.getClassLoader(),
                new Class<?>[] {EventPipeline.class},
                (pipeline, method, arguments) -> when);
    }

    private static ConsumerRecord<byte[], byte[]> recorded(String time) {
        return new ConsumerRecord<>(
                "events",
                0,
                1,
                Instant.parse(time).toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                java.util.Optional.empty());
    }

    @Test
    void the_record_alone_tells_what_is_late_and_the_horizon_what_was_let_go() {
        String window = "2026-11-22T10:00:00Z";
        Arrivals arrivals = new Arrivals();
        EventPipeline<?> pipeline = new WindowedTopN();
        for (Horizon any : List.of(new Horizon(Long.MIN_VALUE), new Horizon(START))) {
            Lateness lateness = new Lateness(pipeline, any.time(), arrivals);
            assertThatCode(() -> lateness.check(window, recorded("2026-11-22T11:01:00Z")))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> lateness.check(window, recorded("2026-11-22T11:01:00.001Z")))
                    .isInstanceOf(BadEventException.class)
                    .hasMessage("late: recorded after its group had expired");
        }
        long expired = Instant.parse("2026-11-22T11:01:00Z").toEpochMilli();
        Lateness inTime = new Lateness(pipeline, expired, arrivals);
        assertThatCode(() -> inTime.check(window, recorded(window))).doesNotThrowAnyException();
        Lateness letGo = new Lateness(pipeline, expired + 1, arrivals);
        assertThatThrownBy(() -> letGo.check(window, recorded(window)))
                .hasMessage("late: recorded in time, but read after its group was let go");
        assertThat(arrivals.late()).isEqualTo(3);
    }
}
