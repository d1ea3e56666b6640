package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.streaming.graph.Horizon;
import io.sparkpipeline.streaming.run.RunLineage;
import io.sparkpipeline.streaming.savepoint.Lineage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkContext;
import org.apache.spark.streaming.Checkpoint;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.kafka010.DirectKafkaInputDStream;
import scala.Tuple2;
import scala.Tuple4;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxesRunTime;

/**
 * A checkpoint in memory, between Spark's reading it and Spark's running it.
 *
 * <p>Spark would go on by running every batch again that the checkpoint knows and every interval that the driver was
 * away, one by one and each as large as it was. Here the checkpoint is rewound to what it is worth: the newest checkpointed
 * state and the offsets at its end. What comes after is read again in the next batches, within the rate limit. Outputs are
 * versioned, so that other borders between batches change no result. The output of the batch of that state is out: Spark
 * checkpoints a state after the job that publishes it (SparkContext.runJob).
 */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
public final class LoadedCheckpoint {

    /** What Spark sets by itself for executors (KafkaUtils.fixKafkaParams). */
    private static final Set<String> KEPT =
            Set.of("group.id", "auto.offset.reset", "enable.auto.commit", "receive.buffer.bytes");

    private final Checkpoint checkpoint;
    private Map<TopicPartition, Long> readUntil = Map.of();

    private LoadedCheckpoint(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /**
     * Reads one metadata file, with this program's classes.
     *
     * @throws IOException when it can't be read
     * @throws UnusableCheckpointException when its classes are not those of this program
     */
    public static LoadedCheckpoint read(Path file, SparkContext spark) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return new LoadedCheckpoint(Checkpoint.deserialize(in, spark.getConf()));
        } catch (IOException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            // Scala throws checked exceptions, too, that its signatures do not name.
            throw new UnusableCheckpointException("it can't be loaded: " + e, e);
        }
    }

    /** The batch that the checkpoint was written at. */
    public Instant time() {
        return Instant.ofEpochMilli(checkpoint.checkpointTime().milliseconds());
    }

    /** The batch of the newest checkpointed state; empty where there is none yet. */
    public Optional<Instant> stateTime() {
        return newestState().map(time -> Instant.ofEpochMilli(time.milliseconds()));
    }

    /**
     * Rewinds to the newest state, and moves all times so that the batch after it is the last one that is due by now: it
     * runs at once.
     *
     * @throws UnusableCheckpointException when the checkpoint is not of the form that this rests on
     */
    public void rewind(Instant now) throws UnusableCheckpointException {
        CheckpointInput input = CheckpointInput.of(checkpoint.graph());
        if (input == null) {
            return;
        }
        readUntil = Map.copyOf(input.offsets());
        long interval = checkpoint.graph().batchDuration().milliseconds();
        long base = newestState().orElse(checkpoint.graph().zeroTime()).milliseconds();
        rewindOffsets(input, base);
        Horizon.current().rewind(base);
        long due = base + Math.floorDiv(now.toEpochMilli() - base, interval) * interval;
        shift(due - interval - base);
        set("checkpointTime", new Time(due));
        set("pendingTimes", new Time[0]);
    }

    private void rewindOffsets(CheckpointInput input, long base) throws UnusableCheckpointException {
        scala.collection.mutable.HashMap<Time, Object> batches = input.batches();
        Optional<Map.Entry<Time, Object>> next = CollectionConverters.asJava(batches).entrySet().stream()
                .filter(batch -> batch.getKey().milliseconds() > base)
                .min(Comparator.comparingLong(batch -> batch.getKey().milliseconds()));
        if (next.isPresent()) {
            if (next.orElseThrow().getKey().milliseconds() - base
                    != checkpoint.graph().batchDuration().milliseconds()) {
                throw new UnusableCheckpointException("the offsets at the end of its state are not in it", null);
            }
            Map<TopicPartition, Long> starts = new HashMap<>();
            for (Tuple4<String, Object, Object, Object> range :
                    ranges(next.orElseThrow().getValue())) {
                starts.put(
                        new TopicPartition(range._1(), BoxesRunTime.unboxToInt(range._2())),
                        BoxesRunTime.unboxToLong(range._3()));
            }
            input.goOnAt(starts);
        }
        batches.clear();
    }

    @SuppressWarnings("unchecked")
    private static Tuple4<String, Object, Object, Object>[] ranges(Object tuples) {
        return (Tuple4<String, Object, Object, Object>[]) tuples;
    }

    private void shift(long millis) {
        checkpoint.graph().zeroTime_$eq(later(checkpoint.graph().zeroTime(), millis));
        checkpoint.graph().startTime_$eq(later(checkpoint.graph().startTime(), millis));
        for (DStream<?> stream : streams()) {
            stream.zeroTime_$eq(later(stream.zeroTime(), millis));
            scala.collection.mutable.HashMap<Time, Object> data =
                    stream.checkpointData().data();
            Map<Time, Object> old = new HashMap<>(CollectionConverters.asJava(data));
            data.clear();
            old.forEach((time, of) -> data.put(later(time, millis), of));
        }
    }

    private Optional<Time> newestState() {
        return streams().stream()
                .filter(stream -> !(stream instanceof InputDStream))
                .flatMap(stream ->
                        CollectionConverters.asJava(stream.checkpointData().data()).keySet().stream())
                .max(Comparator.comparingLong(Time::milliseconds));
    }

    /** What its offsets and versions are of. */
    public Lineage lineage() {
        Map<String, String> settings = new HashMap<>();
        for (Tuple2<String, String> setting : checkpoint.sparkConfPairs()) {
            settings.put(setting._1(), setting._2());
        }
        return RunLineage.of(settings);
    }

    /** Where each partition goes on. */
    public Map<TopicPartition, Long> offsets() {
        CheckpointInput input = CheckpointInput.of(checkpoint.graph());
        return input == null ? Map.of() : input.offsets();
    }

    /** How far each partition was read when it was written, before it was rewound. */
    public Map<TopicPartition, Long> readUntil() {
        return readUntil;
    }

    /** Changes where partitions go on. */
    public void goOnAt(Map<TopicPartition, Long> offsets) {
        CheckpointInput input = CheckpointInput.of(checkpoint.graph());
        if (input != null) {
            input.goOnAt(offsets);
        }
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

    /** The fields are final in Spark and have no setter. */
    private void set(String name, Object value) {
        try {
            Field field = Checkpoint.class.getDeclaredField(name);
            field.setAccessible(true);
            field.set(checkpoint, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Spark's Checkpoint has another form", e);
        }
    }

    private static Time later(Time time, long millis) {
        return new Time(time.milliseconds() + millis);
    }
}
