package io.sparkpipeline.local.events;

import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The events of a run: which event has which number depends on the seed alone.
 *
 * @param seed another seed gives other keys, values and ids
 * @param keys how many keys the events spread over, evenly
 */
public record EventGenerator(long seed, int keys) {

    private static final int QUARTERS = 4_000;

    public EventGenerator {
        if (keys < 1) {
            throw new IllegalArgumentException("keys: " + keys);
        }
    }

    /** The event of a number from 0. */
    Event event(long number, Instant timestamp) {
        SplittableRandom random = new SplittableRandom(seed + number);
        String key = keyOf(random.nextInt(keys));
        double value = (1 + random.nextInt(QUARTERS)) * 0.25;
        return new Event(String.format(Locale.ROOT, "%08x-%09d", seed, number), key, value, timestamp);
    }

    /** Such as {@code key-000123}. */
    static String keyOf(int index) {
        return String.format(Locale.ROOT, "key-%06d", index);
    }
}
