package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.streaming.run.BatchLedger;
import io.sparkpipeline.streaming.wal.EventLog;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.DStreamCheckpointData;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.kafka010.OffsetRange;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import scala.Option;
import scala.Some;
import scala.Tuple4;
import scala.collection.mutable.HashMap;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Reads the write-ahead log of the HTTP source as the one partition of a topic. Its checkpoint has the form that
 * DirectKafkaInputDStream's has, so that whatever reads, rewinds or backs up one does the same with the other.
 */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
public final class LogInputDStream extends InputDStream<ConsumerRecord<byte[], byte[]>> {

    private static final long serialVersionUID = 1L;

    /** The name that the log goes by where a topic's is asked for; the Kafka source refuses a topic of that name. */
    public static final String TOPIC = CheckpointDirectory.EVENT_LOG_TOPIC;

    /** Its partition. */
    public static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    /** One batch runs, one waits. */
    private static final int MAX_BACKLOG = 2;

    private static final ClassTag<ConsumerRecord<byte[], byte[]>> RECORD =
            ClassTag$.MODULE$.apply(ConsumerRecord.class);

    private final DStreamCheckpointData<ConsumerRecord<byte[], byte[]>> ranges = new Ranges(this);
    private scala.collection.immutable.Map<TopicPartition, Object> currentOffsets;

    /** A stream that begins at an offset. */
    public static JavaInputDStream<ConsumerRecord<byte[], byte[]>> of(JavaStreamingContext context, long start) {
        return new JavaInputDStream<>(new LogInputDStream(context.ssc(), start), RECORD);
    }

    private LogInputDStream(StreamingContext context, long start) {
        super(context, RECORD);
        this.currentOffsets = at(start);
    }

    static ClassTag<ConsumerRecord<byte[], byte[]>> recordTag() {
        return RECORD;
    }

    private static scala.collection.immutable.Map<TopicPartition, Object> at(long offset) {
        return new scala.collection.immutable.Map.Map1<>(PARTITION, offset);
    }

    /** The first event that no batch has read. */
    public long position() {
        return ((Number) currentOffsets.apply(PARTITION)).longValue();
    }

    /** Changes what the next batch begins with. */
    public void goOnAt(long offset) {
        currentOffsets = at(offset);
    }

    @Override
    public DStreamCheckpointData<ConsumerRecord<byte[], byte[]>> checkpointData() {
        return ranges;
    }

    @Override
    public String name() {
        return "Write-ahead log of the HTTP source";
    }

    /** Plans a batch; an empty one, too, for its output operations take savepoints. */
    @Override
    public Option<RDD<ConsumerRecord<byte[], byte[]>>> compute(Time time) {
        EventLog log = EventLog.current();
        long from = position();
        OffsetRange range = OffsetRange.create(PARTITION, from, Math.max(from, until(log, from)));
        LogRdd records = LogRdd.of(context().sparkContext(), log, range);
        context()
                .scheduler()
                .inputInfoTracker()
                .reportInfo(
                        time, new StreamInputInfo(id(), range.count(), StreamInputInfo.$lessinit$greater$default$3()));
        goOnAt(range.untilOffset());
        return new Some<>(records);
    }

    /** While the batches under way have not caught up nothing is planned: the queue stays short. */
    private long until(EventLog log, long from) {
        if (BatchLedger.current().backlog() >= MAX_BACKLOG) {
            return from;
        }
        long rate = context().sparkContext().conf().getLong("spark.streaming.kafka.maxRatePerPartition", 20_000);
        long most = Math.max(1, rate * slideDuration().milliseconds() / 1000);
        return Math.min(log.end(), from + most);
    }

    @Override
    public void start() {
        // The log is open before the context.
    }

    @Override
    public void stop() {
        // The log outlives the context.
    }

    /** The offset ranges of the batches that Spark remembers, by time, in place of files. */
    private static final class Ranges extends DStreamCheckpointData<ConsumerRecord<byte[], byte[]>> {

        private static final long serialVersionUID = 1L;

        private final LogInputDStream stream;

        private Ranges(LogInputDStream stream) {
            super(stream, RECORD);
            this.stream = stream;
        }

        @Override
        public void update(Time time) {
            HashMap<Time, Object> batches = data();
            batches.clear();
            scala.jdk.javaapi.CollectionConverters.asJava(stream.generatedRDDs())
                    .forEach((batch, rdd) -> batches.put(batch, tuples((LogRdd) rdd)));
        }

        private static Tuple4<?, ?, ?, ?>[] tuples(LogRdd records) {
            OffsetRange range = records.offsetRanges()[0];
            return new Tuple4<?, ?, ?, ?>[] {range.toTuple()};
        }

        @Override
        public void cleanup(Time time) {
            // There are no files.
        }

        /** A recovery rewinds to the state and forgets the batches after it (LoadedCheckpoint): nothing is left to do. */
        @Override
        public void restore() {
            // Nothing.
        }
    }
}
