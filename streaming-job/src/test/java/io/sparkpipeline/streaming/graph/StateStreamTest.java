package io.sparkpipeline.streaming.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.streaming.event.Event;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Version;
import io.sparkpipeline.streaming.run.BatchLedger;
import io.sparkpipeline.streaming.run.Settings;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.scheduler.Job;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.Some;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/** Batches planned and run one by one, by Spark's own graph, while something fails in between. */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
final class StateStreamTest {

    private static final int PARTITIONS = 2;
    private static final int INTERVAL = 1_000;

    /** A batch whose state Spark checkpoints. */
    private static final int CHECKPOINTED = 10;

    @TempDir
    private Path folder;

    private JavaSparkContext spark;
    private Numbers input;
    private StateStream state;

    /** Publishes nothing, or fails. */
    public static final class Silent implements EventPipeline<Serializable> {

        private static volatile boolean failing;

        private final Sums sums = new Sums();

        @Override
        public String version() {
            return "1";
        }

        @Override
        public Serializable lift(Event event) {
            return sums.lift(event);
        }

        @Override
        public Serializable merge(Serializable one, Serializable other) {
            return sums.merge(one, other);
        }

        @Override
        public @Nullable String output(String group, Serializable state, Version version) {
            if (failing) {
                throw new IllegalStateException("the output is away");
            }
            return null;
        }

        @Override
        public String save(Serializable state) {
            return sums.save(state);
        }

        @Override
        public Serializable load(String json) {
            return sums.load(json);
        }
    }

    /** Has one more group with each batch, as a source that goes on from where it was. */
    private static final class Numbers extends InputDStream<Tuple2<Integer, Changes>> {

        private static final long serialVersionUID = 1L;

        private int position;
        private boolean isAway;

        private Numbers(StreamingContext context) {
            super(context, StateRdd.CHANGES);
        }

        @Override
        public Option<RDD<Tuple2<Integer, Changes>>> compute(Time time) {
            if (isAway) {
                throw new IllegalStateException("the source is away");
            }
            String group = "group " + position++;
            Changes changes = new Changes();
            changes.add(group, 1, 1L);
            return new Some<>(JavaSparkContext.fromSparkContext(context().sparkContext())
                    .parallelizePairs(List.of(new Tuple2<>(Math.floorMod(group.hashCode(), PARTITIONS), changes)), 1)
                    .partitionBy(new HashPartitioner(PARTITIONS))
                    .rdd());
        }

        @Override
        public void start() {
            // Nothing.
        }

        @Override
        public void stop() {
            // Nothing.
        }
    }

    @BeforeEach
    void start() {
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("stream")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        new Settings("", "", "", "", "", "", 1, Silent.class.getName()).addTo(conf);
        spark = new JavaSparkContext(conf);
        // As Spark does for the jobs of a stream.
        spark.setLocalProperty("spark.checkpoint.checkpointAllMarkedAncestors", "true");
        BatchLedger.begin();
        JavaStreamingContext context = new JavaStreamingContext(spark, new Duration(INTERVAL));
        context.checkpoint(folder.toString());
        input = new Numbers(context.ssc());
        state = new StateStream(input, PARTITIONS, null);
        new JavaDStream<>(state, StateRdd.PART).foreachRDD(new Publish());
        context.ssc().graph().start(new Time(0));
    }

    @AfterEach
    void stop() {
        Silent.failing = false;
        BatchLedger.begin();
        spark.close();
    }

    private static Time time(int batch) {
        return new Time((long) batch * INTERVAL);
    }

    private void run(int batch) {
        for (Job job : CollectionConverters.asJava(state.context().graph().generateJobs(time(batch)))) {
            job.run();
            job.result().get();
        }
    }

    private List<String> groups(int batch) {
        List<String> groups = new ArrayList<>();
        JavaRDD.fromRDD(state.generatedRDDs().apply(time(batch)), StateRdd.PART)
                .collect()
                .forEach(part -> part.each((group, events, value) -> group).forEachRemaining(groups::add));
        return groups;
    }

    @Test
    void nothing_is_planned_behind_a_batch_that_could_not_be() {
        run(1);
        run(2);
        input.isAway = true;
        assertThatThrownBy(() -> run(3)).hasMessageContaining("the source is away");
        input.isAway = false;
        assertThatThrownBy(() -> run(4)).hasStackTraceContaining("the source is away");
        assertThat(input.position).as("what is read").isEqualTo(2);
        assertThat(groups(2)).containsExactlyInAnyOrder("group 0", "group 1");
    }

    @Test
    void a_state_whose_output_is_not_out_is_never_checkpointed() {
        for (int batch = 1; batch < CHECKPOINTED; batch++) {
            run(batch);
        }
        Silent.failing = true;
        assertThatThrownBy(() -> run(CHECKPOINTED)).hasStackTraceContaining("the output is away");
        Silent.failing = false;
        assertThatThrownBy(() -> run(CHECKPOINTED + 1)).hasStackTraceContaining("the output is away");
        assertThat(state.generatedRDDs().apply(time(CHECKPOINTED)).isCheckpointed())
                .isFalse();
    }
}
