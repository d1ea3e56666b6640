package io.sparkpipeline.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.streaming.event.Event;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WindowedTopNTest {

    private final WindowedTopN pipeline = new WindowedTopN();

    private static Event event(String key, String value) {
        return new Event(null, key, new BigDecimal(value), Instant.parse("2026-11-22T10:00:59.999Z"));
    }

    @Test
    void an_event_belongs_to_the_minute_of_its_own_time() {
        assertThat(pipeline.group(event("a", "1"))).isEqualTo("2026-11-22T10:00:00Z");
    }

    @Test
    void a_window_expires_an_hour_after_its_end() {
        assertThat(pipeline.expires("2026-11-22T10:00:00Z")).isEqualTo("2026-11-22T11:01:00Z");
    }

    @Test
    void output_names_the_largest_first_and_equal_ones_by_name() {
        TopKeys state = List.of(event("b", "2"), event("a", "1.5"), event("c", "2"), event("a", "0.5")).stream()
                .map(pipeline::lift)
                .reduce(pipeline::merge)
                .orElseThrow();
        assertThat(pipeline.output("w", state, new Version(0, 4)))
                .isEqualTo("{\"window\":\"w\",\"top\":[{\"key\":\"a\",\"sum\":2.0},{\"key\":\"b\",\"sum\":2},"
                        + "{\"key\":\"c\",\"sum\":2}],\"version\":4}");
    }

    @Test
    void the_order_of_events_changes_nothing_and_state_survives_saving() {
        Random random = new Random(3);
        List<TopKeys> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(pipeline.lift(event("k" + random.nextInt(40), random.nextInt(1_000) + ".25")));
        }
        TopKeys first = events.stream().reduce(pipeline::merge).orElseThrow();
        Collections.shuffle(events, random);
        assertThat(events.stream().reduce(pipeline::merge)).contains(first);
        assertThat(pipeline.load(pipeline.save(first))).isEqualTo(first);
        assertThat(first.top(10)).hasSize(10);
    }

    @Test
    void what_is_no_state_is_refused() {
        assertThatThrownBy(() -> pipeline.load("not JSON")).isInstanceOf(IllegalArgumentException.class);
    }
}
