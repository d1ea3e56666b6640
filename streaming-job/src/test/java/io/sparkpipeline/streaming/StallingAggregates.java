package io.sparkpipeline.streaming;

import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.event.Event;
import io.sparkpipeline.streaming.pipeline.Aggregate;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.RunningAggregates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The default pipeline, which hangs at an event whose id is the path of a file, for as long as that is there. */
public final class StallingAggregates implements EventPipeline<Aggregate> {

    private final RunningAggregates inner = new RunningAggregates();

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Aggregate lift(Event event) {
        String id = event.id();
        while (id != null && id.startsWith("/") && Files.exists(Path.of(id))) {
            Pauses.pace(Duration.ofMillis(50));
        }
        return inner.lift(event);
    }

    @Override
    public Aggregate merge(Aggregate one, Aggregate other) {
        return inner.merge(one, other);
    }

    @Override
    public String output(String group, Aggregate state, long version) {
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
