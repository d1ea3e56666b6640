package io.sparkpipeline.streaming;

import io.sparkpipeline.streaming.event.Event;
import io.sparkpipeline.streaming.pipeline.Aggregate;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.RunningAggregates;
import java.util.function.UnaryOperator;

/** The default pipeline in another class, with another version and a lambda or two: a changed pipeline. */
@SuppressWarnings("UnnecessaryLambda") // they are what is tested
public final class TaggedAggregates implements EventPipeline<Aggregate> {

    private final RunningAggregates inner = new RunningAggregates();
    private final UnaryOperator<String> first = text -> text;
    private final UnaryOperator<String> second = text -> text.replace("{\"key\"", "{\"tag\":\"t\",\"key\"");

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
    public String output(String group, Aggregate state, long version) {
        return second.apply(first.apply(inner.output(group, state, version)));
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
