package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.run.Settings;
import io.sparkpipeline.streaming.savepoint.PartFiles;
import io.sparkpipeline.streaming.savepoint.SavedGroup;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** Reads one part of a savepoint, group by group. */
final class ReadPart implements PairFlatMapFunction<String, Integer, Changes> {

    private static final long serialVersionUID = 2L;

    private final int statePartitions;

    ReadPart(int statePartitions) {
        this.statePartitions = statePartitions;
    }

    @Override
    public Iterator<Tuple2<Integer, Changes>> call(String file) {
        EventPipeline<Serializable> pipeline =
                Pipelines.named(Settings.current().pipeline());
        Iterator<SavedGroup> groups = PartFiles.read(Path.of(file));
        ChangeBuffer changes = new ChangeBuffer(pipeline, statePartitions);
        return changes.pack(() -> {
            if (!groups.hasNext()) {
                return false;
            }
            SavedGroup group = groups.next();
            changes.add(group.key(), group.events(), pipeline.load(group.state()));
            return true;
        });
    }
}
