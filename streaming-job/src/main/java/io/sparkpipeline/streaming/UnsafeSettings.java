package io.sparkpipeline.streaming;

import io.sparkpipeline.common.cli.JobException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * What a user may give Spark, but not for this stream: settings that what it promises rests on. Others are safe with any
 * value (a batch may be tried again, speculated on, or lose its executors), or are set by options of ours.
 */
final class UnsafeSettings {

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "spark.streaming.concurrentJobs",
                    List.of("1"),
                    "the state of a batch is made from that of the batch before, so they run one after the other"),
            new Rule(
                    "spark.cleaner.referenceTracking.cleanCheckpoints",
                    List.of("false"),
                    "Spark would delete state that older checkpoints and backups need"),
            new Rule(
                    "spark.serializer",
                    List.of("org.apache.spark.serializer.JavaSerializer"),
                    "states are tried with Java's serialization, and another one may not bring them back as they were"),
            new Rule(
                    "spark.io.compression.codec",
                    List.of(
                            "lz4",
                            "zstd",
                            "org.apache.spark.io.LZ4CompressionCodec",
                            "org.apache.spark.io.ZStdCompressionCodec"),
                    "neither a start nor a backup could read the checkpoints"),
            new Rule(
                    "spark.streaming.clock",
                    List.of("org.apache.spark.util.SystemClock"),
                    "no batch would come by itself, and none with the time that a recovery counts with"));

    private UnsafeSettings() {}

    /**
     * One setting.
     *
     * @param good its values that are safe, the default first
     * @param why what becomes of the stream with others
     */
    private record Rule(String name, List<String> good, String why) {

        Optional<String> problem(SparkConf conf) {
            String value = conf.get(name, good.get(0)).trim();
            return good.stream().anyMatch(value::equalsIgnoreCase)
                    ? Optional.empty()
                    : Optional.of(name + " is " + value + ": " + why + " (safe: " + String.join(", ", good) + ")");
        }
    }

    /**
     * Looks at what spark-submit, spark-defaults.conf and system properties say.
     *
     * @throws JobException (usage) that names all at once
     */
    static void refuse(SparkConf conf) {
        List<String> problems =
                RULES.stream().flatMap(rule -> rule.problem(conf).stream()).toList();
        if (!problems.isEmpty()) {
            throw JobException.usage(
                    "Spark is given what this stream is not safe with:\n  " + String.join("\n  ", problems),
                    "take it out of --conf, sparkConf, spark-defaults.conf or -D, wherever it is set");
        }
    }
}
