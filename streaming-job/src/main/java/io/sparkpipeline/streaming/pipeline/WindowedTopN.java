package io.sparkpipeline.streaming.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkpipeline.streaming.event.Event;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * An example of a pipeline of one's own: the ten keys with the largest sums in each minute of the events' own time,
 * published as {@code {"window","top":[{"key","sum"},…],"version"}}. A late event simply changes its window's result, under
 * the same promise as everything else: the highest version of a window is exact. An hour after its end a window takes no
 * more events, and its state is let go.
 *
 * <p>A window's state holds every key that it saw: made for some thousand keys.
 */
public final class WindowedTopN implements EventPipeline<TopKeys> {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** How long after a window's end its events may still be recorded. */
    private static final Duration LATENESS = Duration.ofHours(1);

    private static final int N = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String version() {
        return "1";
    }

    /** The group is the start of the window. */
    @Override
    public String group(Event event) {
        long length = WINDOW.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(event.timestamp().toEpochMilli(), length) * length)
                .toString();
    }

    @Override
    public Instant expires(String group) {
        return Instant.parse(group).plus(WINDOW).plus(LATENESS);
    }

    @Override
    public TopKeys lift(Event event) {
        return TopKeys.of(event.key(), event.value());
    }

    @Override
    public TopKeys merge(TopKeys one, TopKeys other) {
        return one.plus(other);
    }

    @Override
    public String output(String group, TopKeys state, Version version) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("window", group);
        var top = out.putArray("top");
        state.top(N).forEach(entry -> top.addObject().put("key", entry.getKey()).put("sum", entry.getValue()));
        return out.put("version", version.number()).toString();
    }

    @Override
    public String save(TopKeys state) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        state.sums().forEach((key, sum) -> out.put(key, sum.toString()));
        return out.toString();
    }

    @Override
    public TopKeys load(String json) {
        try {
            TreeMap<String, BigDecimal> sums = new TreeMap<>();
            for (Map.Entry<String, JsonNode> field : JSON.readTree(json).properties()) {
                sums.put(field.getKey(), new BigDecimal(field.getValue().asText()));
            }
            return new TopKeys(sums);
        } catch (IOException e) {
            throw new IllegalArgumentException("not the state of a window: " + json, e);
        }
    }
}
