package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.run.Settings;
import java.io.Serializable;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Time;
import org.jspecify.annotations.Nullable;

/**
 * What a batch lets go: the groups that expired before the horizon. It is fixed when the batch is planned, so that its
 * state is the same however often Spark computes it.
 *
 * @param horizon milliseconds since 1970
 * @param arrivals where the number of them is noted
 */
record LetGo(long horizon, Arrivals arrivals) implements Serializable {

    /** As often as the state is checkpointed: a look goes through all groups. */
    private static final int BATCHES = 10;

    /** That of a batch that was planned; null when it lets nothing go. */
    static @Nullable LetGo in(Time batch, Duration interval) {
        long time = batch.milliseconds();
        Horizon horizon = Horizon.current();
        long now = horizon.of(time);
        Arrivals arrivals = horizon.arrivals(time);
        boolean due = time / interval.milliseconds() % BATCHES == 0
                && now > horizon.of(time - BATCHES * interval.milliseconds());
        return due && arrivals != null && Pipelines.hasEnds(pipeline()) ? new LetGo(now, arrivals) : null;
    }

    private static EventPipeline<Serializable> pipeline() {
        return Pipelines.named(Settings.current().pipeline());
    }

    /** Takes them out. */
    void from(StateUpdate update) {
        EventPipeline<Serializable> pipeline = pipeline();
        arrivals.lettingGo(update.remove(group -> Lateness.of(pipeline, group) < horizon));
    }
}
