package io.sparkpipeline.streaming.recovery;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.streaming.Checkpoint;
import org.apache.spark.streaming.CheckpointReader;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.kafka010.DirectKafkaInputDStream;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A checkpoint in memory, between Spark's reading it and Spark's running it. Here two things of the past are corrected:
 * the clock and the Kafka settings.
 */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
public final class LoadedCheckpoint {

    private final Checkpoint checkpoint;

    private LoadedCheckpoint(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /**
     * Reads the newest readable checkpoint of a directory, as Spark itself would.
     *
     * @return null where there is none
     */
    public static @org.jspecify.annotations.Nullable LoadedCheckpoint read(String directory, SparkContext spark) {
        SparkConf conf = spark.getConf();
        Option<Checkpoint> read = CheckpointReader.read(directory, conf, spark.hadoopConfiguration(), false);
        return read.isEmpty() ? null : new LoadedCheckpoint(read.get());
    }

    /** The batch that the checkpoint was written at. */
    public Instant time() {
        return Instant.ofEpochMilli(checkpoint.checkpointTime().milliseconds());
    }

    /** Batches that were begun and not completed; they are run again. */
    public int pendingBatches() {
        return checkpoint.pendingTimes().length;
    }

    /**
     * Moves every time in the checkpoint forward, so that its newest batch is the last one before now. Spark would make
     * up a batch for each interval that the driver was away, one by one; this way the records of that time are simply in
     * the next batches, within the rate limit. Which records a pending batch reads, and the distance between batches on
     * which state checkpoints rest, stay as they were.
     *
     * @return how far; zero where the newest batch is not in the past
     */
    public Duration moveTo(Instant now) {
        long interval = checkpoint.graph().batchDuration().milliseconds();
        long behind = now.toEpochMilli() - checkpoint.checkpointTime().milliseconds();
        long shift = behind / interval * interval;
        if (shift <= 0) {
            return Duration.ZERO;
        }
        setCheckpointTime(later(checkpoint.checkpointTime(), shift));
        Time[] pending = checkpoint.pendingTimes();
        for (int i = 0; i < pending.length; i++) {
            pending[i] = later(pending[i], shift);
        }
        checkpoint.graph().zeroTime_$eq(later(checkpoint.graph().zeroTime(), shift));
        checkpoint.graph().startTime_$eq(later(checkpoint.graph().startTime(), shift));
        streams().forEach(stream -> move(stream, shift));
        return Duration.ofMillis(shift);
    }

    private static void move(DStream<?> stream, long shift) {
        stream.zeroTime_$eq(later(stream.zeroTime(), shift));
        scala.collection.mutable.HashMap<Time, Object> data =
                stream.checkpointData().data();
        Map<Time, Object> old = new HashMap<>(CollectionConverters.asJava(data));
        data.clear();
        old.forEach((time, of) -> data.put(later(time, shift), of));
    }

    /** Takes the executors' consumer settings of this run: those in the checkpoint are of the run that wrote it. */
    public void useConsumerSettings(Map<String, Object> settings) {
        for (InputDStream<?> input : checkpoint.graph().getInputStreams()) {
            if (input instanceof DirectKafkaInputDStream<?, ?> kafka) {
                kafka.executorKafkaParams().keySet().retainAll(KEPT);
                settings.forEach(kafka.executorKafkaParams()::putIfAbsent);
            }
        }
    }

    /** What Spark sets by itself for executors (KafkaUtils.fixKafkaParams). */
    private static final Set<String> KEPT =
            Set.of("group.id", "auto.offset.reset", "enable.auto.commit", "receive.buffer.bytes");

    /** A context that goes on from it. */
    public JavaStreamingContext open(SparkContext spark) {
        return new JavaStreamingContext(new StreamingContext(spark, checkpoint, null));
    }

    private Set<DStream<?>> streams() {
        Set<DStream<?>> found = new HashSet<>();
        Deque<DStream<?>> open = new ArrayDeque<>();
        for (DStream<?> output : checkpoint.graph().getOutputStreams()) {
            open.add(output);
        }
        while (!open.isEmpty()) {
            DStream<?> stream = open.remove();
            if (found.add(stream)) {
                open.addAll(CollectionConverters.asJava(stream.dependencies()));
            }
        }
        return found;
    }

    /** The field is final in Spark and has no setter. */
    private void setCheckpointTime(Time time) {
        try {
            Field field = Checkpoint.class.getDeclaredField("checkpointTime");
            field.setAccessible(true);
            field.set(checkpoint, time);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Spark's Checkpoint has another form", e);
        }
    }

    private static Time later(Time time, long millis) {
        return new Time(time.milliseconds() + millis);
    }
}
