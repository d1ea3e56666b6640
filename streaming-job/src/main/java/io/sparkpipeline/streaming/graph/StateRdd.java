package io.sparkpipeline.streaming.graph;

import org.apache.spark.HashPartitioner;
import org.apache.spark.Partition;
import org.apache.spark.Partitioner;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ZippedPartitionsRDD2;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Some;
import scala.Tuple2;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The state at the end of a batch, one {@link StatePart} a partition, from the state before it and the changes. With
 * another number of partitions before, as where a checkpoint lost one, it is refused by Spark.
 */
final class StateRdd extends ZippedPartitionsRDD2<StatePart, Tuple2<Integer, Changes>, StatePart> {

    private static final long serialVersionUID = 1L;

    static final ClassTag<StatePart> PART = ClassTag$.MODULE$.apply(StatePart.class);
    static final ClassTag<Tuple2<Integer, Changes>> CHANGES = ClassTag$.MODULE$.apply(Tuple2.class);

    private final HashPartitioner by;

    /** @param letGo what is taken out of it; null for nothing */
    StateRdd(RDD<StatePart> before, RDD<Tuple2<Integer, Changes>> changes, HashPartitioner by, @Nullable LetGo letGo) {
        super(before.context(), new UpdateState(letGo), before, changes, false, PART, CHANGES, PART);
        this.by = by;
    }

    /** Written beside the parts of a checkpoint: it tells how many there must be. */
    @Override
    public Option<Partitioner> partitioner() {
        return new Some<>(by);
    }

    /** Where the state before is in memory, which Spark finds out by itself. */
    @Override
    public Seq<String> getPreferredLocations(Partition split) {
        return none();
    }

    @SuppressWarnings("unchecked")
    private static Seq<String> none() {
        return (Seq<String>) (Seq<?>) Nil$.MODULE$;
    }
}
