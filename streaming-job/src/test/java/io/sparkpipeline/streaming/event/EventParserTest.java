package io.sparkpipeline.streaming.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventParserTest {

    private final EventParser parser = new EventParser(1_000);

    private Event parse(String json) throws BadEventException {
        return parser.parse("k".getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8), 7);
    }

    @Test
    void a_whole_event_is_read() throws Exception {
        byte[] payload =
                "{\"id\":\"i\",\"key\":\"a\",\"value\":12.5,\"timestamp\":\"2026-11-22T10:00:00Z\",\"more\":[1,{}]}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(parser.parse(new byte[0], payload, 7))
                .isEqualTo(new Event("i", "a", new BigDecimal("12.5"), Instant.parse("2026-11-22T10:00:00Z")));
    }

    @Test
    void the_records_key_wins_and_its_time_fills_in() throws Exception {
        assertThat(parse("{\"key\":\"a\",\"value\":1}"))
                .isEqualTo(new Event(null, "k", BigDecimal.ONE, Instant.ofEpochMilli(7)));
    }

    @Test
    void an_offset_other_than_utc_is_a_good_timestamp() throws Exception {
        assertThat(parse("{\"value\":1,\"timestamp\":\"2026-11-22T11:00:00+01:00\"}")
                        .timestamp())
                .isEqualTo(Instant.parse("2026-11-22T10:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not JSON | not JSON",
                "[1] | not a JSON object",
                "{\"value\":1 | not JSON",
                "{\"value\":1} x | not JSON",
                "{} | no value",
                "{\"value\":null} | value is not a number",
                "{\"value\":\"1\"} | value is not a number",
                "{\"value\":-0.1} | value is negative",
                "{\"value\":NaN} | value is NaN",
                "{\"value\":Infinity} | value is infinite",
                "{\"value\":-Infinity} | value is infinite",
                "{\"value\":1e19} | value is over 1000000000000000000",
                "{\"value\":1e999999999} | value is over 1000000000000000000",
                "{\"value\":1e99999999999} | value is out of range",
                "{\"value\":1,\"timestamp\":\"yesterday\"} | timestamp is not ISO-8601",
                "{\"value\":1,\"timestamp\":5} | timestamp is not a string",
                "{\"value\":1,\"value\":2} | value comes twice",
                "{\"key\":\"a\",\"value\":1,\"key\":\"b\"} | key comes twice",
                "{\"value\":1,\"key\":5} | key is not a string",
            })
    void bad_input_is_refused_with_its_reason(String json, String reason) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(BadEventException.class)
                .hasMessage(reason);
    }

    @Test
    void what_has_no_key_no_payload_or_too_much_of_it_is_refused() {
        assertThatThrownBy(() -> parser.parse(null, "{\"value\":1}".getBytes(StandardCharsets.UTF_8), 7))
                .hasMessage("no key");
        assertThatThrownBy(() ->
                        parser.parse(new byte[] {(byte) 0xFF}, "{\"value\":1}".getBytes(StandardCharsets.UTF_8), 7))
                .hasMessage("key is not UTF-8");
        assertThatThrownBy(() -> parser.parse(null, null, 7)).hasMessage("empty");
        assertThatThrownBy(() -> parser.parse(null, new byte[1_001], 7))
                .hasMessage("over the size limit of 1000 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1e18,1e18",
        "0.1,0.1",
        "1e-18,1e-18",
        "0.0000000000000000015,2e-18",
        "1e-999999999,0",
        "0e-999999999,0",
    })
    void values_keep_eighteen_decimals(String text, String value) throws Exception {
        assertThat(parse("{\"value\":" + text + "}").value()).isEqualByComparingTo(value);
    }
}
