package io.sparkpipeline.streaming;

import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.event.Event;
import io.sparkpipeline.streaming.pipeline.Aggregate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The default pipeline, which hangs at an event whose id is the path of a file, for as long as that is there. */
public final class StallingAggregates extends OverAggregates {

    @Override
    public Aggregate lift(Event event) {
        String id = event.id();
        while (id != null && id.startsWith("/") && Files.exists(Path.of(id))) {
            Pauses.pace(Duration.ofMillis(50));
        }
        return super.lift(event);
    }
}
