package io.sparkpipeline.streaming.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.streaming.run.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/** States in Spark's own hands. */
class StateRddTest {

    private static final int PARTITIONS = 3;
    private static final int GROUPS = 50;

    @TempDir
    private Path folder;

    private static JavaSparkContext spark() {
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("states")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        new Settings("", "", "", "", "", "", 1, Sums.class.getName()).addTo(conf);
        return new JavaSparkContext(conf);
    }

    /** One event for each of the groups. */
    private static JavaPairRDD<Integer, Changes> batch(JavaSparkContext spark) {
        List<Tuple2<Integer, Changes>> blocks = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            Changes block = new Changes();
            block.add("group " + i, 1, 10L);
            blocks.add(new Tuple2<>(Math.floorMod(("group " + i).hashCode(), PARTITIONS), block));
        }
        return spark.parallelizePairs(blocks, 4).partitionBy(new HashPartitioner(PARTITIONS));
    }

    private static RDD<StatePart> next(RDD<StatePart> before, JavaSparkContext spark) {
        RDD<StatePart> state = new StateRdd(before, batch(spark).rdd(), new HashPartitioner(PARTITIONS), null);
        return state.persist(StorageLevel.MEMORY_ONLY());
    }

    private static RDD<StatePart> none(JavaSparkContext spark) {
        return spark.<Tuple2<Integer, Changes>>parallelize(List.of(), 1)
                .mapToPair(pair -> pair)
                .partitionBy(new HashPartitioner(PARTITIONS))
                .mapPartitions(new SeedState(), true)
                .rdd();
    }

    private static Map<String, String> content(RDD<StatePart> state) {
        Map<String, String> found = new TreeMap<>();
        JavaRDD.fromRDD(state, StateRdd.PART)
                .collect()
                .forEach(part -> part.each((group, events, value) -> found.put(group, events + " of " + value))
                        .forEachRemaining(before -> assertThat(before).isNull()));
        return found;
    }

    private static Map<String, String> after(int batches) {
        Map<String, String> expected = new TreeMap<>();
        for (int i = 0; i < GROUPS; i++) {
            expected.put("group " + i, batches + " of " + 10 * batches);
        }
        return expected;
    }

    @Test
    void anOlderStateIsMadeAgainWithoutTheLaterBatches() {
        try (JavaSparkContext spark = spark()) {
            List<RDD<StatePart>> states = new ArrayList<>(List.of(next(none(spark), spark)));
            for (int i = 1; i < 5; i++) {
                states.add(next(states.get(i - 1), spark));
            }
            assertThat(content(states.get(4))).isEqualTo(after(5));
            for (int lost : List.of(1, 3, 0, 4)) {
                states.get(lost).unpersist(true);
                assertThat(content(states.get(lost))).isEqualTo(after(lost + 1));
            }
            // With the first ones gone and the last one kept, a middle one is made from the beginning.
            states.get(1).unpersist(true);
            states.get(2).unpersist(true);
            assertThat(content(states.get(2))).isEqualTo(after(3));
            assertThat(content(states.get(4))).isEqualTo(after(5));
        }
    }

    @Test
    void goesOnFromACheckpointAndNeverFromOneThatLacksAPart() throws Exception {
        try (JavaSparkContext spark = spark()) {
            spark.setCheckpointDir(folder.toString());
            RDD<StatePart> state = next(next(none(spark), spark), spark);
            state.checkpoint();
            assertThat(content(state)).isEqualTo(after(2));
            Path written = Path.of(java.net.URI.create(state.getCheckpointFile().get()));
            assertThat(written.resolve("_partitioner")).exists();
            RDD<StatePart> read = spark.sc().checkpointFile(written.toString(), StateRdd.PART);
            assertThat(content(next(next(read, spark), spark))).isEqualTo(after(4));
            Files.delete(written.resolve("part-00002"));
            RDD<StatePart> torn = spark.sc().checkpointFile(written.toString(), StateRdd.PART);
            assertThatThrownBy(() -> content(next(torn, spark))).hasMessageContaining("unequal numbers of partitions");
        }
    }
}
