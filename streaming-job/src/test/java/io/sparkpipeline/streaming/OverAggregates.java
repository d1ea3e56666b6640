package io.sparkpipeline.streaming;

import io.sparkpipeline.streaming.event.Event;
import io.sparkpipeline.streaming.pipeline.Aggregate;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.RunningAggregates;
import io.sparkpipeline.streaming.pipeline.Version;

/** The default pipeline in another class. */
public abstract class OverAggregates implements EventPipeline<Aggregate> {

    private final RunningAggregates inner = new RunningAggregates();

    @Override
    public String version() {
        return "2";
    }

    @Override
    public Aggregate lift(Event event) {
        return inner.lift(event);
    }

    @Override
    public Aggregate merge(Aggregate one, Aggregate other) {
        return inner.merge(one, other);
    }

    @Override
    public String output(String group, Aggregate state, Version version) {
        return inner.output(group, state, version);
    }

    @Override
    public String save(Aggregate state) {
        return inner.save(state);
    }

    @Override
    public Aggregate load(String json) {
        return inner.load(json);
    }
}
