package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.event.Event;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Version;
import java.io.Serializable;

/** Adds whole numbers; other states, of tests that merge none, stay what they are. */
public final class Sums implements EventPipeline<Serializable> {

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Serializable lift(Event event) {
        return event.value().longValueExact();
    }

    @Override
    public Serializable merge(Serializable one, Serializable other) {
        return (Long) one + (Long) other;
    }

    @Override
    public String output(String group, Serializable state, Version version) {
        return group;
    }

    @Override
    public String save(Serializable state) {
        return state.toString();
    }

    @Override
    public Serializable load(String json) {
        return Long.valueOf(json);
    }
}
