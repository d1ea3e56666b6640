package io.sparkpipeline.local.events;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the output must show: the totals per key of the whole input topic, counted by code that has nothing in common
 * with the streaming job. Memory grows with the keys, not with the events.
 */
public final class InputTotals {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /** A payload over this many bytes is a bad one, whatever it holds: the streaming job's default. */
    private static final int LARGEST = 256 * 1024;

    private static final BigDecimal LARGEST_VALUE = BigDecimal.TEN.pow(18);

    private final Map<String, KeyTotals> totals = new HashMap<>();
    private long events;
    private long rejected;

    InputTotals() {}

    /** Reads the topic to its end. */
    public static InputTotals read(String bootstrap, String topic) {
        InputTotals input = new InputTotals();
        TopicReader.readAll(bootstrap, topic, input::count);
        return input;
    }

    /** How many good events there are. */
    public long events() {
        return events;
    }

    /** How many records are no good events, and belong into the dead-letter topic. */
    public long rejected() {
        return rejected;
    }

    Map<String, KeyTotals> totals() {
        return totals;
    }

    void count(ConsumerRecord<byte[], byte[]> input) {
        count(input.key() == null ? null : new String(input.key(), StandardCharsets.UTF_8), input.value());
    }

    void count(@Nullable String recordKey, byte @Nullable [] value) {
        JsonNode event = parse(value);
        Optional<String> key = keyOf(recordKey, event);
        if (key.isPresent() && isGood(event)) {
            BigDecimal number = event.get("value").decimalValue();
            totals.merge(key.orElseThrow(), KeyTotals.NONE.plus(number), (before, one) -> before.plus(number));
            events++;
        } else {
            rejected++;
        }
    }

    private static JsonNode parse(byte @Nullable [] value) {
        if (value == null || value.length > LARGEST) {
            return JSON.nullNode();
        }
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            return JSON.nullNode();
        }
    }

    private static Optional<String> keyOf(@Nullable String recordKey, JsonNode event) {
        String key =
                recordKey == null || recordKey.isEmpty() ? event.path("key").asText("") : recordKey;
        return key.isEmpty() ? Optional.empty() : Optional.of(key);
    }

    private static boolean isGood(JsonNode event) {
        JsonNode value = event.path("value");
        JsonNode timestamp = event.path("timestamp");
        return event.isObject()
                && value.isNumber()
                && value.decimalValue().signum() >= 0
                && value.decimalValue().compareTo(LARGEST_VALUE) <= 0
                && isTextOrMissing(event.path("key"))
                && isTextOrMissing(timestamp)
                && (!timestamp.isTextual() || isInstant(timestamp.textValue()));
    }

    private static boolean isTextOrMissing(JsonNode field) {
        return field.isTextual() || field.isNull() || field.isMissingNode();
    }

    private static boolean isInstant(String text) {
        try {
            return Instant.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
