package io.sparkpipeline.local.events;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the pipeline put out: per key the record with the highest version, as a reader of its output keeps it. */
public final class OutputTotals {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Map<String, Versioned> newest = new HashMap<>();

    private record Versioned(long version, KeyTotals totals) {}

    OutputTotals() {}

    /**
     * Reads the topic to its end.
     *
     * @throws JobException (65) when a record is not in the output's form
     */
    public static OutputTotals read(String bootstrap, String topic) {
        OutputTotals output = new OutputTotals();
        TopicReader.readAll(bootstrap, topic, output::take);
        return output;
    }

    /** The sum of the counts: the events that the output accounts for. */
    public long events() {
        return newest.values().stream().mapToLong(each -> each.totals().count()).sum();
    }

    /** The totals of a key; none, where the output does not have it. */
    KeyTotals of(String key) {
        Versioned found = newest.get(key);
        return found == null ? KeyTotals.NONE : found.totals();
    }

    Iterable<String> keys() {
        return newest.keySet();
    }

    private void take(ConsumerRecord<byte[], byte[]> output) {
        try {
            if (output.key() == null || output.value() == null) {
                throw new IOException("no key or no value");
            }
            take(new String(output.key(), StandardCharsets.UTF_8), output.value());
        } catch (IOException | IllegalArgumentException e) {
            throw JobException.refused(
                            "the record at " + output.topic() + "-" + output.partition() + " offset " + output.offset()
                                    + " is not in the output's form: " + e.getMessage(),
                            "nothing was changed by reading",
                            "look at the record with a console consumer")
                    .causedBy(e);
        }
    }

    void take(String key, byte[] value) throws IOException {
        JsonNode json = JSON.readTree(value);
        Versioned found = new Versioned(
                json.required("version").longValue(),
                new KeyTotals(
                        json.required("count").longValue(),
                        json.required("sum").decimalValue(),
                        json.required("min").decimalValue(),
                        json.required("max").decimalValue()));
        newest.merge(key, found, (before, now) -> now.version() >= before.version() ? now : before);
    }
}
