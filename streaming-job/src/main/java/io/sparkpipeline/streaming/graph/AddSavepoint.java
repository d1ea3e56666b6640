package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.savepoint.Savepoint;
import java.nio.file.Path;
import java.util.ArrayList;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.streaming.Time;

/**
 * Adds a savepoint's state to the first batch. Which savepoint that is belongs to the graph and comes back with its
 * checkpoint: until Spark has checkpointed the state itself, a recovery reads it from here again.
 */
final class AddSavepoint implements Function2<JavaPairRDD<String, Cell>, Time, JavaPairRDD<String, Cell>> {

    private static final long serialVersionUID = 1L;

    private final String folder;
    private final ArrayList<String> parts;
    private boolean added;

    AddSavepoint(Savepoint savepoint) {
        this.folder = savepoint.folder().toString();
        this.parts = new ArrayList<>(savepoint.partPaths());
    }

    @Override
    public JavaPairRDD<String, Cell> call(JavaPairRDD<String, Cell> changes, Time time) {
        if (added && !BatchLedger.current().takeWithoutState()) {
            return changes;
        }
        added = true;
        SavepointService service = SavepointService.current();
        if (service != null) {
            service.protect(Path.of(folder));
        }
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(changes.context());
        return parts.isEmpty()
                ? changes
                : changes.union(spark.parallelize(parts, parts.size()).flatMapToPair(new ReadPart()));
    }
}
