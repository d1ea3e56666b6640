package io.sparkpipeline.streaming.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way gives what {@link Instant#parse} gives, for good and bad input alike. */
class TimestampsTest {

    private static final String ALPHABET = "0123456789-:.TZtz+ ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T10:00:00Z",
                "2026-11-22T10:00:00.Z",
                "2026-11-22T10:00:00.1Z",
                "2026-11-22T10:00:00.000Z",
                "2026-11-22T10:00:00.000000001Z",
                "2026-11-22T10:00:00.0000000001Z",
                "2026-11-22T10:00:00,5Z",
                "2024-02-29T00:00:00Z",
                "2023-02-29T00:00:00Z",
                "2026-04-31T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "-001-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "9999-12-31T23:59:59Z",
                "2026-11-22T24:00:00Z",
                "2026-11-22T24:00:01Z",
                "2026-11-22T23:60:00Z",
                "2016-12-31T23:59:60Z",
                "2026-11-22T23:59:61Z",
                "2026-11-22t10:00:00z",
                "2026-11-22T11:00:00+01:00",
                "2026-11-22T10:00Z",
                "+2026-11-22T10:00:00Z",
                "2026-11-22 10:00:00Z",
                "",
                "Z",
                "2026-1+-22T10:00:00Z",
                "2026-11-22T1\u0660:00:00Z",
                "2026-11-22T10:00:00.12345678901234567890Z"
            })
    void isAsTheGeneralWay(String text) {
        assertSame(text);
    }

    @Test
    void isAsTheGeneralWayForRandomInstantsAndForTheirDamagedForms() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long second = random.nextLong(-62_167_219_200L, 253_402_300_800L);
            int nanos = random.nextInt(3) * random.nextInt(334) * (random.nextBoolean() ? 1 : 1_000_000);
            String text = Instant.ofEpochSecond(second, nanos).toString();
            assertSame(text);
            StringBuilder damaged = new StringBuilder(text);
            damaged.setCharAt(random.nextInt(text.length()), ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            assertSame(damaged.toString());
        }
    }

    private static void assertSame(String text) {
        assertThat(outcome(Timestamps::parse, text)).as(text).isEqualTo(outcome(Instant::parse, text));
    }

    private interface Way {
        Instant parse(String text);
    }

    private static Object outcome(Way way, String text) {
        try {
            return way.parse(text);
        } catch (DateTimeException e) {
            return DateTimeException.class;
        }
    }
}
