package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.run.Settings;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** Makes one partition of the state of a savepoint. */
final class SeedState implements FlatMapFunction<Iterator<Tuple2<Integer, Changes>>, StatePart> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<StatePart> call(Iterator<Tuple2<Integer, Changes>> groups) {
        EventPipeline<Serializable> pipeline =
                Pipelines.named(Settings.current().pipeline());
        StateUpdate update = new StateUpdate(new StatePart(), pipeline);
        groups.forEachRemaining(block -> block._2().forEach(update::add));
        return List.of(update.done()).iterator();
    }
}
