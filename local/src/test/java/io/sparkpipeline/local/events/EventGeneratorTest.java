package io.sparkpipeline.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventGeneratorTest {

    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
    private final EventGenerator generator = new EventGenerator(7, 100);

    @Test
    void theSameSeedMakesTheSameEvents() {
        assertThat(new EventGenerator(7, 100).event(42, TIME)).isEqualTo(generator.event(42, TIME));
        assertThat(new EventGenerator(8, 100).event(42, TIME)).isNotEqualTo(generator.event(42, TIME));
    }

    @Test
    void theRecordIsTheDocumentedOne() {
        assertThat(new Event("id-1", "key-000001", 12.5, TIME).json())
                .isEqualTo("{\"id\":\"id-1\",\"key\":\"key-000001\",\"value\":12.50,"
                        + "\"timestamp\":\"2026-11-22T10:00:00Z\"}");
    }

    @Test
    void valuesAreExactAndKeysEvenlyUsed() {
        Set<String> keys = new HashSet<>();
        Set<String> ids = new HashSet<>();
        LongStream.range(0, 10_000)
                .mapToObj(number -> generator.event(number, TIME))
                .forEach(event -> {
                    keys.add(event.key());
                    ids.add(event.id());
                    assertThat(event.value()).isBetween(0.25, 1000.0);
                    assertThat(event.value() * 4 % 1).isZero();
                });
        assertThat(keys).hasSize(100).allMatch(key -> key.matches("key-\\d{6}"));
        assertThat(ids).hasSize(10_000);
    }
}
