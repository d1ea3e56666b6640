package io.sparkpipeline.streaming.graph;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.kafka010.HasOffsetRanges;

/** Notes each batch's offsets in the ledger; must be the first operation, where the RDD still is Kafka's own. */
final class TrackOffsets
        implements Function2<JavaRDD<ConsumerRecord<byte[], byte[]>>, Time, JavaRDD<ConsumerRecord<byte[], byte[]>>> {

    private static final long serialVersionUID = 1L;

    @Override
    public JavaRDD<ConsumerRecord<byte[], byte[]>> call(JavaRDD<ConsumerRecord<byte[], byte[]>> records, Time time) {
        HasOffsetRanges ranges = (HasOffsetRanges) records.rdd();
        BatchLedger.current().planned(time.milliseconds(), new BatchOffsets(Arrays.asList(ranges.offsetRanges())));
        return records;
    }
}
