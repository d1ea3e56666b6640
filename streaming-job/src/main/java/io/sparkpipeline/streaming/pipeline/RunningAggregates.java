package io.sparkpipeline.streaming.pipeline;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkpipeline.streaming.event.Event;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * The default pipeline: running aggregates per key, published as
 * {@code {"key","count","sum","min","max","lastTimestamp","version"}}.
 */
public final class RunningAggregates implements EventPipeline<Aggregate> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Aggregate lift(Event event) {
        return new Aggregate(
                event.value(), event.value(), event.value(), event.timestamp().toEpochMilli());
    }

    @Override
    public Aggregate merge(Aggregate one, Aggregate other) {
        return one.plus(other);
    }

    @Override
    public String output(String group, Aggregate state, Version version) {
        StringBuilder out = new StringBuilder(160);
        out.append("{\"key\":\"");
        JsonStringEncoder.getInstance().quoteAsString(group, out);
        out.append("\",\"count\":").append(version.events());
        out.append(",\"sum\":").append(number(state.sum()));
        out.append(",\"min\":").append(number(state.min()));
        out.append(",\"max\":").append(number(state.max()));
        out.append(",\"lastTimestamp\":\"")
                .append(Instant.ofEpochMilli(state.lastTimestamp()))
                .append('"');
        return out.append(",\"version\":").append(version.number()).append('}').toString();
    }

    @Override
    public String save(Aggregate state) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("sum", number(state.sum()));
        node.put("min", number(state.min()));
        node.put("max", number(state.max()));
        node.put("lastTimestamp", Instant.ofEpochMilli(state.lastTimestamp()).toString());
        return node.toString();
    }

    @Override
    public Aggregate load(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            return new Aggregate(
                    new BigDecimal(node.required("sum").asText()),
                    new BigDecimal(node.required("min").asText()),
                    new BigDecimal(node.required("max").asText()),
                    Instant.parse(node.required("lastTimestamp").asText()).toEpochMilli());
        } catch (IOException e) {
            throw new IllegalArgumentException("not the state of running aggregates: " + json, e);
        }
    }

    private static String number(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
