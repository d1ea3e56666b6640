package io.sparkpipeline.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.streaming.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RunningAggregatesTest {

    private final RunningAggregates pipeline = new RunningAggregates();

    private Aggregate lift(String value, String time) {
        return pipeline.lift(new Event(null, "k", new BigDecimal(value), Instant.parse(time)));
    }

    @Test
    void output_has_the_fields_of_the_contract() {
        Aggregate both = pipeline.merge(lift("12.50", "2026-11-22T10:00:00Z"), lift("1e2", "2026-11-22T09:00:00Z"));
        assertThat(pipeline.output("a\"b", both, new Version(0, 2)))
                .isEqualTo("{\"key\":\"a\\\"b\",\"count\":2,\"sum\":112.5,\"min\":12.5,\"max\":100,"
                        + "\"lastTimestamp\":\"2026-11-22T10:00:00Z\",\"version\":2}");
    }

    @Test
    void the_order_of_events_changes_nothing() {
        Random random = new Random(5);
        List<Aggregate> events = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            events.add(lift(
                    Double.toString(random.nextDouble() * Math.pow(10, random.nextInt(20) - 6)),
                    "2026-11-22T10:00:00Z"));
        }
        String first = pipeline.save(events.stream().reduce(pipeline::merge).orElseThrow());
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(events, random);
            assertThat(pipeline.save(events.stream().reduce(pipeline::merge).orElseThrow()))
                    .isEqualTo(first);
        }
    }

    @Test
    void totals_are_those_of_exact_decimals() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int digits = 1 + random.nextInt(18);
            int scales = 1 + random.nextInt(4);
            List<BigDecimal> values = random.longs(1 + random.nextInt(40), 0, (long) Math.pow(10, digits))
                    .mapToObj(number -> BigDecimal.valueOf(number, random.nextInt(scales)))
                    .toList();
            Aggregate total = values.stream()
                    .map(value -> pipeline.lift(new Event(null, "k", value, Instant.EPOCH)))
                    .reduce(pipeline::merge)
                    .orElseThrow();
            assertThat(total.sum())
                    .isEqualByComparingTo(
                            values.stream().reduce(BigDecimal::add).orElseThrow());
            assertThat(total.min()).isEqualByComparingTo(Collections.min(values));
            assertThat(total.max()).isEqualByComparingTo(Collections.max(values));
        }
    }

    @Test
    void state_survives_both_of_its_forms() throws Exception {
        for (String value : List.of("0", "1e18", "0.000000000000000001", "123456789.987654321")) {
            Aggregate state = lift(value, "2026-11-22T10:00:00.123Z");
            String saved = pipeline.save(state);
            assertThat(pipeline.save(pipeline.load(saved))).isEqualTo(saved);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(state);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertThat(pipeline.save((Aggregate) in.readObject())).isEqualTo(saved);
            }
        }
    }
}
