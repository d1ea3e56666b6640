package io.sparkpipeline.streaming.graph;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.kafka010.HasOffsetRanges;
import scala.Tuple2;

/**
 * Makes a batch's changes of its records. Notes its offsets in the ledger, so it must be the first operation, where the RDD
 * still is Kafka's own; and fixes the horizon that its tasks go by, however often they are computed.
 */
final class ReadBatch implements Function2<JavaRDD<ConsumerRecord<byte[], byte[]>>, Time, JavaPairRDD<String, Cell>> {

    private static final long serialVersionUID = 1L;

    private final Horizon horizon;

    ReadBatch(Horizon horizon) {
        this.horizon = horizon;
    }

    @Override
    public JavaPairRDD<String, Cell> call(JavaRDD<ConsumerRecord<byte[], byte[]>> records, Time time) {
        HasOffsetRanges ranges = (HasOffsetRanges) records.rdd();
        BatchLedger.current().planned(time.milliseconds(), new BatchOffsets(Arrays.asList(ranges.offsetRanges())));
        Arrivals arrivals = new Arrivals();
        records.context().register(arrivals);
        long until = horizon.plan(time.milliseconds(), arrivals);
        JavaPairRDD<String, Cell> changes = records.mapPartitionsToPair(new ParseEvents(until, arrivals));
        List<String> expired = LetGo.current().take();
        if (expired.isEmpty()) {
            return changes;
        }
        horizon.lettingGo(expired.size());
        List<Tuple2<String, Cell>> nothing =
                expired.stream().map(group -> new Tuple2<>(group, new Cell())).toList();
        return changes.union(
                JavaSparkContext.fromSparkContext(records.context()).parallelizePairs(nothing, 1));
    }
}
