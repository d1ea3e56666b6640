package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.run.BatchLedger;
import io.sparkpipeline.streaming.savepoint.Savepoint;
import java.nio.file.Path;
import java.util.ArrayList;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.DStream;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Some;
import scala.Tuple2;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The state, batch after batch, kept in memory and checkpointed by Spark. What mapWithState does, with a state that costs a
 * fraction: no walk through all groups for their size, no outputs kept beside it, and a small form in checkpoints.
 *
 * <p>Where there is no state before a batch, it begins with a savepoint's. Which savepoint that is belongs to the graph and
 * comes back with its checkpoint: until Spark has checkpointed the state itself, a recovery reads it from there again.
 */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
public final class StateStream extends DStream<StatePart> {

    private static final long serialVersionUID = 1L;

    /** As often as mapWithState does. */
    private static final int BATCHES_A_CHECKPOINT = 10;

    private final DStream<Tuple2<Integer, Changes>> changes;
    private final HashPartitioner partitioner;
    private final @Nullable String savepoint;
    private final ArrayList<String> parts = new ArrayList<>();

    StateStream(DStream<Tuple2<Integer, Changes>> changes, int partitions, @Nullable Savepoint savepoint) {
        super(changes.context(), StateRdd.PART);
        this.changes = changes;
        this.partitioner = new HashPartitioner(partitions);
        this.savepoint = savepoint == null ? null : savepoint.folder().toString();
        if (savepoint != null) {
            parts.addAll(savepoint.partPaths());
        }
        checkpoint(slideDuration().times(BATCHES_A_CHECKPOINT));
        persist(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public List<DStream<?>> dependencies() {
        return List$.MODULE$.from(CollectionConverters.asScala(java.util.List.<DStream<?>>of(changes)));
    }

    @Override
    public Duration slideDuration() {
        return changes.slideDuration();
    }

    @Override
    public boolean mustCheckpoint() {
        return true;
    }

    @Override
    public Option<RDD<StatePart>> compute(Time time) {
        BatchLedger ledger = BatchLedger.current();
        ledger.checkNoneFailed();
        try {
            return new Some<>(plan(time));
        } catch (Throwable e) {
            ledger.failed(e);
            throw e;
        }
    }

    private RDD<StatePart> plan(Time time) {
        RDD<Tuple2<Integer, Changes>> batch = changes.getOrCompute(time).get();
        RDD<Tuple2<Integer, Changes>> placed =
                pairs(batch).partitionBy(partitioner).rdd();
        Option<RDD<StatePart>> before = getOrCompute(time.minus(slideDuration()));
        LetGo letGo = LetGo.in(time, slideDuration());
        return new StateRdd(before.isDefined() ? before.get() : seed(), placed, partitioner, letGo);
    }

    private RDD<StatePart> seed() {
        SavepointService service = SavepointService.current();
        if (savepoint != null && service != null) {
            service.protect(Path.of(savepoint));
        }
        return JavaSparkContext.fromSparkContext(context().sparkContext())
                .parallelize(parts, Math.max(1, parts.size()))
                .flatMapToPair(new ReadPart(partitioner.numPartitions()))
                .partitionBy(partitioner)
                .mapPartitions(new SeedState(), true)
                .rdd();
    }

    private static JavaPairRDD<Integer, Changes> pairs(RDD<Tuple2<Integer, Changes>> rdd) {
        return JavaPairRDD.fromJavaRDD(JavaRDD.fromRDD(rdd, StateRdd.CHANGES));
    }

    /** Called when a batch is complete: the states before it are needed no more, and without it they can be made again. */
    @Override
    public void clearMetadata(Time time) {
        CollectionConverters.asJava(generatedRDDs()).forEach((batch, state) -> {
            if (batch.less(time) && state.getStorageLevel().isValid()) {
                state.unpersist(false);
            }
        });
        super.clearMetadata(time);
    }
}
