package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.run.Settings;
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

/** Writes one partition's state as a part of a savepoint. */
final class WritePart implements Function2<Integer, Iterator<StatePart>, Iterator<SavepointPart>> {

    private static final long serialVersionUID = 2L;

    private final String folder;

    WritePart(String folder) {
        this.folder = folder;
    }

    @Override
    public Iterator<SavepointPart> call(Integer partition, Iterator<StatePart> state) throws IOException {
        EventPipeline<Serializable> pipeline =
                Pipelines.named(Settings.current().pipeline());
        long attempt = TaskContext.get().taskAttemptId();
        Iterator<SavedGroup> groups =
                state.next().each((group, events, value) -> new SavedGroup(group, events, pipeline.save(value)));
        return List.of(PartFiles.write(Path.of(folder), partition, attempt, groups))
                .iterator();
    }
}
