package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.savepoint.PartFiles;
import io.sparkpipeline.streaming.savepoint.SavedGroup;
import io.sparkpipeline.streaming.savepoint.SavepointPart;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/** Writes one partition's state as a part of a savepoint. */
final class WritePart implements Function2<Integer, Iterator<Tuple2<String, Cell>>, Iterator<SavepointPart>> {

    private static final long serialVersionUID = 1L;

    private final String folder;

    WritePart(String folder) {
        this.folder = folder;
    }

    @Override
    public Iterator<SavepointPart> call(Integer partition, Iterator<Tuple2<String, Cell>> state) throws IOException {
        EventPipeline<Serializable> pipeline =
                Pipelines.named(Settings.current().pipeline());
        long attempt = TaskContext.get().taskAttemptId();
        SavepointPart part = PartFiles.write(Path.of(folder), partition, attempt, new Iterator<>() {
            @Override
            public boolean hasNext() {
                return state.hasNext();
            }

            @Override
            public SavedGroup next() {
                Tuple2<String, Cell> group = state.next();
                Cell cell = group._2();
                return new SavedGroup(group._1(), cell.events(), pipeline.save(cell.value()));
            }
        });
        return List.of(part).iterator();
    }
}
