package io.sparkpipeline.streaming.run;

import io.sparkpipeline.streaming.savepoint.Lineage;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;

/**
 * The lineage of a run. It is kept among Spark's settings, for Spark writes those into each checkpoint, and they can be read
 * there without its classes. On the driver only: executors got the settings before the run knew it.
 */
public final class RunLineage {

    private static final String TOPIC_ID = "spark.pipeline.topic.id";
    private static final String GENERATION = "spark.pipeline.generation";

    private RunLineage() {}

    /** Makes it that of the run: of all its checkpoints, savepoints and output from now on. */
    public static void set(SparkContext spark, Lineage lineage) {
        spark.conf().set(TOPIC_ID, lineage.topicId());
        spark.conf().set(GENERATION, Long.toString(lineage.generation()));
    }

    /** That of the run in this JVM. */
    public static Lineage current() {
        SparkConf conf = SparkEnv.get().conf();
        return new Lineage(conf.get(TOPIC_ID, ""), conf.getLong(GENERATION, 0));
    }

    /** That of a checkpoint, by its settings; of one that is older than lineages, the unknown one. */
    public static Lineage of(Map<String, String> settings) {
        return new Lineage(settings.getOrDefault(TOPIC_ID, ""), Long.parseLong(settings.getOrDefault(GENERATION, "0")));
    }
}
