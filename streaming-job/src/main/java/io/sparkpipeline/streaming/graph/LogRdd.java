package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.wal.EventLog;
import io.sparkpipeline.streaming.wal.LogSlice;
import io.sparkpipeline.streaming.wal.LoggedEvent;
import io.sparkpipeline.streaming.wal.SliceReader;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.kafka010.HasOffsetRanges;
import org.apache.spark.streaming.kafka010.OffsetRange;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** A range of the write-ahead log, read in parallel: each partition is a slice of a segment on the shared volume. */
final class LogRdd extends RDD<ConsumerRecord<byte[], byte[]>> implements HasOffsetRanges {

    private static final long serialVersionUID = 1L;

    /** Fewer events than this are not worth a task of their own. */
    private static final int EVENTS_A_SLICE = 1_000;

    private final OffsetRange range;
    private final LogSlice[] slices;

    private LogRdd(SparkContext spark, OffsetRange range, LogSlice[] slices) {
        super(spark, noDependencies(), LogInputDStream.recordTag());
        this.range = range;
        this.slices = slices;
    }

    static LogRdd of(SparkContext spark, EventLog log, OffsetRange range) {
        long most = Math.max(1, range.count() / EVENTS_A_SLICE);
        int count = (int) Math.min(most, spark.defaultParallelism());
        List<LogSlice> slices = log.slices(range.fromOffset(), range.untilOffset(), count);
        return new LogRdd(spark, range, slices.toArray(new LogSlice[0]));
    }

    @SuppressWarnings("unchecked")
    private static Seq<Dependency<?>> noDependencies() {
        return (Seq<Dependency<?>>) (Seq<?>) Nil$.MODULE$;
    }

    @Override
    public OffsetRange[] offsetRanges() {
        return new OffsetRange[] {range};
    }

    /** One slice; its place in the RDD is its number. */
    private record SlicePartition(int index, LogSlice slice) implements Partition {}

    @Override
    public Partition[] getPartitions() {
        Partition[] partitions = new Partition[slices.length];
        Arrays.setAll(partitions, i -> new SlicePartition(i, slices[i]));
        return partitions;
    }

    @Override
    public scala.collection.Iterator<ConsumerRecord<byte[], byte[]>> compute(Partition split, TaskContext task) {
        SliceReader reader = new SliceReader(((SlicePartition) split).slice());
        task.addTaskCompletionListener((TaskCompletionListener) ended -> reader.close());
        return CollectionConverters.asScala(new Records(reader));
    }

    /** The events in the form that Kafka's have; the key is in the payload. */
    private record Records(SliceReader events) implements Iterator<ConsumerRecord<byte[], byte[]>> {

        @Override
        public boolean hasNext() {
            return events.hasNext();
        }

        @Override
        public ConsumerRecord<byte[], byte[]> next() {
            LoggedEvent event = events.next();
            return new ConsumerRecord<>(
                    LogInputDStream.TOPIC,
                    LogInputDStream.PARTITION.partition(),
                    event.offset(),
                    event.timeMillis(),
                    TimestampType.LOG_APPEND_TIME,
                    0,
                    event.payload().length,
                    null,
                    event.payload(),
                    new RecordHeaders(),
                    Optional.empty());
        }
    }
}
