package io.sparkpipeline.streaming.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads events: one JSON object each, {@code {"id", "key", "value", "timestamp"}}. Fields that it does not know are
 * passed over. A record's own key wins over {@code key}; without {@code timestamp} the record's own time is taken.
 */
public final class EventParser {

    /** Values are kept to this many decimals, rounded half even, so that sums are exact in whatever order they are made. */
    public static final int SCALE = 18;

    /** The largest value; sums of any number of events then stay exact. */
    public static final BigDecimal MAX_VALUE = BigDecimal.TEN.pow(18);

    /** NaN and Infinity are read so that they are refused by name. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final int maxBytes;

    /**
     * A parser with a size limit.
     *
     * @param maxBytes the largest payload in bytes that is read at all
     */
    public EventParser(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Reads one event.
     *
     * @param recordKey the key beside the payload, UTF-8
     * @param recordTime milliseconds since 1970, taken where the event has no timestamp
     * @throws BadEventException with the reason, for every input that is no good event
     */
    public Event parse(byte @Nullable [] recordKey, byte @Nullable [] payload, long recordTime)
            throws BadEventException {
        if (payload == null || payload.length == 0) {
            throw new BadEventException("empty");
        }
        if (payload.length > maxBytes) {
            throw new BadEventException("over the size limit of " + maxBytes + " bytes");
        }
        Fields fields = read(payload);
        String key = recordKey == null || recordKey.length == 0 ? fields.key : text(recordKey);
        if (key == null || key.isEmpty()) {
            throw new BadEventException("no key");
        }
        return new Event(fields.id, key, value(fields.value), timestamp(fields.timestamp, recordTime));
    }

    private static final class Fields {
        private @Nullable String id;
        private @Nullable String key;
        private @Nullable String value;
        private @Nullable String timestamp;
        private int seen;

        /** Of two values for one field neither is better than the other. */
        private void once(int field, String name) throws BadEventException {
            if ((seen & field) != 0) {
                throw new BadEventException(name + " comes twice");
            }
            seen |= field;
        }
    }

    private static Fields read(byte[] payload) throws BadEventException {
        Fields fields = new Fields();
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadEventException("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                readField(fields, name, token, parser);
            }
            if (parser.nextToken() != null) {
                throw new BadEventException("not JSON: more follows the object");
            }
            return fields;
        } catch (IOException e) {
            throw new BadEventException("not JSON");
        }
    }

    private static void readField(Fields fields, String name, JsonToken token, JsonParser parser)
            throws IOException, BadEventException {
        switch (name) {
            case "id" -> {
                fields.once(1, name);
                fields.id = token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null;
            }
            case "key" -> {
                fields.once(2, name);
                fields.key = string(name, token, parser);
            }
            case "timestamp" -> {
                fields.once(4, name);
                fields.timestamp = string(name, token, parser);
            }
            case "value" -> {
                fields.once(8, name);
                if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
                    throw new BadEventException("value is not a number");
                }
                fields.value = parser.getText();
            }
            default -> parser.skipChildren();
        }
    }

    private static @Nullable String string(String name, JsonToken token, JsonParser parser)
            throws IOException, BadEventException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw new BadEventException(name + " is not a string");
        }
        return parser.getText();
    }

    private static String text(byte[] key) throws BadEventException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadEventException("key is not UTF-8");
        }
    }

    private static BigDecimal value(@Nullable String text) throws BadEventException {
        if (text == null) {
            throw new BadEventException("no value");
        }
        if (text.endsWith("NaN") || text.endsWith("Infinity") || text.endsWith("INF")) {
            throw new BadEventException("value is " + (text.endsWith("NaN") ? "NaN" : "infinite"));
        }
        BigDecimal value = decimal(text);
        if (value.signum() < 0) {
            throw new BadEventException("value is negative");
        }
        // The exponent is looked at first: 1e999999999 must not be written out in digits.
        long magnitude = value.signum() == 0 ? Long.MIN_VALUE : value.precision() - (long) value.scale();
        if (magnitude < -SCALE) {
            return BigDecimal.ZERO;
        }
        if (magnitude > 19 || value.compareTo(MAX_VALUE) > 0) {
            throw new BadEventException("value is over " + MAX_VALUE.toPlainString());
        }
        return value.scale() > SCALE ? value.setScale(SCALE, RoundingMode.HALF_EVEN) : value;
    }

    private static BigDecimal decimal(String text) throws BadEventException {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new BadEventException("value is out of range");
        }
    }

    private static Instant timestamp(@Nullable String text, long recordTime) throws BadEventException {
        if (text == null) {
            return Instant.ofEpochMilli(recordTime);
        }
        try {
            return Timestamps.parse(text);
        } catch (DateTimeException e) {
            throw new BadEventException("timestamp is not ISO-8601");
        }
    }
}
