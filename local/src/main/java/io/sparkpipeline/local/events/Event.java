package io.sparkpipeline.local.events;

import java.time.Instant;
import java.util.Locale;

/**
 * One input event.
 *
 * @param id unique within a run
 * @param value a multiple of 0.25, so that sums of any order are exact in doubles
 */
record Event(String id, String key, double value, Instant timestamp) {

    /** The input record's value; ids and keys are made of letters, digits and dashes and need no escapes. */
    String json() {
        return "{\"id\":\"" + id + "\",\"key\":\"" + key + "\",\"value\":" + String.format(Locale.ROOT, "%.2f", value)
                + ",\"timestamp\":\"" + timestamp + "\"}";
    }
}
