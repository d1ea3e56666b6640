package io.sparkpipeline.streaming;

import io.sparkpipeline.streaming.pipeline.Aggregate;
import io.sparkpipeline.streaming.pipeline.Version;
import java.util.function.UnaryOperator;

/** The default pipeline in another class, with another version and a lambda or two: a changed pipeline. */
@SuppressWarnings("UnnecessaryLambda") // they are what is tested
public final class TaggedAggregates extends OverAggregates {

    private final UnaryOperator<String> first = text -> text;
    private final UnaryOperator<String> second = text -> text.replace("{\"key\"", "{\"tag\":\"t\",\"key\"");

    @Override
    public String output(String group, Aggregate state, Version version) {
        return second.apply(first.apply(super.output(group, state, version)));
    }
}
