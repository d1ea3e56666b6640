package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.run.BatchLedger;
import io.sparkpipeline.streaming.run.BatchOffsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.kafka010.HasOffsetRanges;

/**
 * Makes a batch's changes of its records. Notes its offsets in the ledger, so it must be the first operation, where the RDD
 * still is Kafka's own; and fixes the horizon that its tasks go by, however often they are computed.
 */
final class ReadBatch
        implements Function2<JavaRDD<ConsumerRecord<byte[], byte[]>>, Time, JavaPairRDD<Integer, Changes>> {

    private static final long serialVersionUID = 1L;

    private final Horizon horizon;
    private final int statePartitions;

    ReadBatch(Horizon horizon, int statePartitions) {
        this.horizon = horizon;
        this.statePartitions = statePartitions;
    }

    @Override
    public JavaPairRDD<Integer, Changes> call(JavaRDD<ConsumerRecord<byte[], byte[]>> records, Time time) {
        HasOffsetRanges ranges = (HasOffsetRanges) records.rdd();
        BatchLedger.current().planned(time.milliseconds(), new BatchOffsets(Arrays.asList(ranges.offsetRanges())));
        Arrivals arrivals = new Arrivals();
        records.context().register(arrivals);
        long until = horizon.plan(time.milliseconds(), arrivals);
        return records.mapPartitionsToPair(new ParseEvents(statePartitions, until, arrivals));
    }
}
