package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import java.io.Serializable;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function4;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.Time;
import scala.Tuple2;

/** Folds a batch's change into the group's state, and gives what is to be published; a change without anything ends it. */
final class UpdateState
        implements Function4<Time, String, Optional<Cell>, State<Cell>, Optional<Tuple2<String, String>>> {

    private static final long serialVersionUID = 1L;

    @Override
    public Optional<Tuple2<String, String>> call(Time time, String group, Optional<Cell> change, State<Cell> state) {
        EventPipeline<Serializable> pipeline =
                Pipelines.named(Settings.current().pipeline());
        if (change.get().isNothing()) {
            if (state.exists()) {
                state.remove();
            }
            return Optional.empty();
        }
        Cell after = change.get().applyTo(state.exists() ? state.get() : null, pipeline);
        state.update(after);
        if (!change.get().hasEvents()) {
            return Optional.empty();
        }
        String output = pipeline.output(group, after.value(), after.events());
        return output == null ? Optional.empty() : Optional.of(new Tuple2<>(group, output));
    }
}
