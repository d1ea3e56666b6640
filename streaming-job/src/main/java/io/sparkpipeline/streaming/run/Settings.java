package io.sparkpipeline.streaming.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * The job's settings as they travel to executors: Spark properties, never fields of a function. A checkpoint holds the
 * functions, so a captured setting would come back from the past; the Spark configuration is always of this run.
 *
 * @param kafkaBootstrap the brokers
 * @param kafkaProperties further client properties, a file on every node, or empty
 * @param groupId names the clients; no group is joined
 * @param topic input
 * @param outputTopic output
 * @param deadLetterTopic bad input
 * @param maxEventBytes the largest payload that is parsed
 * @param pipeline class name
 */
public record Settings(
        String kafkaBootstrap,
        String kafkaProperties,
        String groupId,
        String topic,
        String outputTopic,
        String deadLetterTopic,
        int maxEventBytes,
        String pipeline) {

    /** The property that a checkpoint's fingerprint is found by; read from checkpoints only. */
    public static final String FINGERPRINT = "spark.pipeline.fingerprint";

    private static final String PREFIX = "spark.pipeline.";
    private static final Map<String, Settings> READ = new ConcurrentHashMap<>();

    /** Writes them into a configuration. */
    public void addTo(SparkConf conf) {
        conf.set(PREFIX + "kafka.bootstrap", kafkaBootstrap);
        conf.set(PREFIX + "kafka.properties", kafkaProperties);
        conf.set(PREFIX + "group", groupId);
        conf.set(PREFIX + "topic", topic);
        conf.set(PREFIX + "output.topic", outputTopic);
        conf.set(PREFIX + "deadletter.topic", deadLetterTopic);
        conf.set(PREFIX + "event.bytes", Integer.toString(maxEventBytes));
        conf.set(PREFIX + "class", pipeline);
    }

    /** Those of the application that this JVM is driver or executor of. */
    public static Settings current() {
        SparkConf conf = SparkEnv.get().conf();
        return READ.computeIfAbsent(conf.getAppId(), id -> of(conf));
    }

    private static Settings of(SparkConf conf) {
        return new Settings(
                conf.get(PREFIX + "kafka.bootstrap"),
                conf.get(PREFIX + "kafka.properties", ""),
                conf.get(PREFIX + "group"),
                conf.get(PREFIX + "topic"),
                conf.get(PREFIX + "output.topic"),
                conf.get(PREFIX + "deadletter.topic"),
                conf.getInt(PREFIX + "event.bytes", 262_144),
                conf.get(PREFIX + "class"));
    }
}
