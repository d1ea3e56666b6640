package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.savepoint.PartFiles;
import io.sparkpipeline.streaming.savepoint.SavedGroup;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** Reads one part of a savepoint, group by group. */
final class ReadPart implements PairFlatMapFunction<String, String, Cell> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Tuple2<String, Cell>> call(String file) {
        EventPipeline<Serializable> pipeline =
                Pipelines.named(Settings.current().pipeline());
        Iterator<SavedGroup> groups = PartFiles.read(Path.of(file));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return groups.hasNext();
            }

            @Override
            public Tuple2<String, Cell> next() {
                SavedGroup group = groups.next();
                return new Tuple2<>(group.key(), Cell.base(group.events(), pipeline.load(group.state())));
            }
        };
    }
}
