package io.sparkpipeline.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private final InputTotals input = new InputTotals();
    private final OutputTotals output = new OutputTotals();

    @BeforeEach
    void twoKeys() {
        in("a", 1.25);
        in("a", 2.5);
        in("b", 4);
    }

    @Test
    void theTruthIsExact() throws IOException {
        out("a", 2, 3.75, 1.25, 2.5);
        out("b", 1, 4, 4, 4);
        Verdict verdict = verdict();
        assertThat(verdict.exact()).isTrue();
        assertThat(verdict.eventsProduced()).isEqualTo(3);
        assertThat(verdict.eventsCounted()).isEqualTo(3);
        assertThat(verdict.keys()).isEqualTo(2);
        assertThat(verdict.worst()).isEmpty();
    }

    @Test
    void onlyTheHighestVersionCounts() throws IOException {
        out("a", 2, 3.75, 1.25, 2.5);
        out("a", 1, 1.25, 1.25, 1.25);
        out("b", 1, 4, 4, 4);
        assertThat(verdict().exact()).isTrue();
    }

    @Test
    void aLostEventIsFound() throws IOException {
        out("a", 1, 1.25, 1.25, 1.25);
        out("b", 1, 4, 4, 4);
        Verdict verdict = verdict();
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.duplicated()).isZero();
        assertThat(verdict.exact()).isFalse();
        assertThat(verdict.worst()).extracting(Verdict.Difference::key).containsExactly("a");
    }

    @Test
    void aLostKeyIsFound() throws IOException {
        out("b", 1, 4, 4, 4);
        assertThat(verdict().lost()).isEqualTo(2);
    }

    @Test
    void aDuplicateIsFoundAndDoesNotMakeUpForALoss() throws IOException {
        out("a", 3, 6.25, 1.25, 2.5);
        Verdict verdict = verdict();
        assertThat(verdict.duplicated()).isEqualTo(1);
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.exact()).isFalse();
    }

    @Test
    void aKeyOutOfNowhereIsADuplicate() throws IOException {
        out("a", 2, 3.75, 1.25, 2.5);
        out("b", 1, 4, 4, 4);
        out("c", 5, 5, 1, 1);
        assertThat(verdict().duplicated()).isEqualTo(5);
    }

    @Test
    void aChangedValueIsFound() throws IOException {
        out("a", 2, 3.5, 1.25, 2.5);
        out("b", 1, 4, 3.75, 4);
        Verdict verdict = verdict();
        assertThat(verdict.mismatched()).isEqualTo(2);
        assertThat(verdict.lost() + verdict.duplicated()).isZero();
        assertThat(verdict.exact()).isFalse();
    }

    @Test
    void badRecordsAreNoEvents() {
        long events = input.events();
        bad("not json");
        bad("[1]");
        bad("{\"id\":\"1\",\"key\":\"a\",\"value\":-1,\"timestamp\":\"2026-11-22T10:00:00Z\"}");
        bad("{\"id\":\"1\",\"key\":\"a\",\"value\":NaN,\"timestamp\":\"2026-11-22T10:00:00Z\"}");
        bad("{\"id\":\"1\",\"key\":\"a\",\"value\":\"NaN\",\"timestamp\":\"2026-11-22T10:00:00Z\"}");
        bad("{\"id\":\"1\",\"value\":1,\"timestamp\":\"2026-11-22T10:00:00Z\"}");
        bad("{\"id\":\"1\",\"key\":\"a\",\"value\":1,\"timestamp\":\"yesterday\"}");
        bad("{\"id\":\"1\",\"key\":\"" + "a".repeat(1 << 20)
                + "\",\"value\":1,\"timestamp\":\"2026-11-22T10:00:00Z\"}");
        input.count("a", null);
        assertThat(input.rejected()).isEqualTo(9);
        assertThat(input.events()).isEqualTo(events);
    }

    private void bad(String json) {
        input.count(null, json.getBytes(StandardCharsets.UTF_8));
    }

    private void in(String key, double value) {
        String json = "{\"id\":\"1\",\"key\":\"other\",\"value\":" + value + ",\"timestamp\":\"2026-11-22T10:00:00Z\"}";
        input.count(key, json.getBytes(StandardCharsets.UTF_8));
    }

    private void out(String key, long count, double sum, double min, double max) throws IOException {
        String json = String.format(
                Locale.ROOT,
                "{\"key\":\"%s\",\"count\":%d,\"sum\":%s,\"min\":%s,\"max\":%s,\"version\":%d}",
                key,
                count,
                sum,
                min,
                max,
                count);
        output.take(key, json.getBytes(StandardCharsets.UTF_8));
    }

    private Verdict verdict() {
        return Verdict.of(input, output);
    }
}
