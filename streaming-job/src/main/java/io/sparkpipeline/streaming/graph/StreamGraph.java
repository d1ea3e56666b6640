package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.savepoint.Savepoint;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.jspecify.annotations.Nullable;

/** The graph: records → changes → state → output. */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
public final class StreamGraph {

    /**
     * The version of this graph's form: raise it when operators or the serialized form of their data change, and old
     * checkpoints are left for the savepoint.
     */
    public static final int VERSION = 4;

    private StreamGraph() {}

    /** What the graph reads. */
    @FunctionalInterface
    public interface Input {

        /**
         * Its records.
         *
         * @param startOffsets where to begin; partitions without one begin at their earliest record
         */
        JavaInputDStream<ConsumerRecord<byte[], byte[]>> stream(
                JavaStreamingContext context, Map<TopicPartition, Long> startOffsets);
    }

    /**
     * Builds it anew; a recovered context brings its graph along.
     *
     * @param input what it reads
     * @param batch the batch interval in milliseconds
     * @param checkpointDirectory a URI or path
     * @param statePartitions fixed for as long as checkpoints are recovered
     * @param startOffsets where to begin
     * @param savepoint the state to begin with; null for none
     */
    public static JavaStreamingContext build(
            JavaSparkContext spark,
            Input input,
            long batch,
            String checkpointDirectory,
            int statePartitions,
            Map<TopicPartition, Long> startOffsets,
            @Nullable Savepoint savepoint) {
        JavaStreamingContext context = new JavaStreamingContext(spark, new Duration(batch));
        context.checkpoint(checkpointDirectory);
        JavaPairDStream<Integer, Changes> changes = input.stream(context, startOffsets)
                .transformToPair(new ReadBatch(
                        Horizon.begin(savepoint == null ? Long.MIN_VALUE : savepoint.horizonMillis()),
                        statePartitions));
        JavaDStream<StatePart> state =
                new JavaDStream<>(new StateStream(changes.dstream(), statePartitions, savepoint), StateRdd.PART);
        state.foreachRDD(new Publish());
        state.foreachRDD(new TakeSavepoint());
        return context;
    }
}
