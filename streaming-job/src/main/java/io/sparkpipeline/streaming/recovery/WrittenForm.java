package io.sparkpipeline.streaming.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * The settings of Spark's that say in which form checkpoints are. Spark reads by what they say now, not by what they said
 * when it wrote, and fails on what is in another form.
 */
final class WrittenForm {

    /** With Spark's defaults; a checkpoint holds what was set only. */
    private static final List<Map.Entry<String, String>> SETTINGS = List.of(
            Map.entry("spark.checkpoint.compress", "false"),
            Map.entry("spark.io.compression.codec", "lz4"),
            Map.entry("spark.serializer", "org.apache.spark.serializer.JavaSerializer"));

    private WrittenForm() {}

    /** What differs, for people. */
    static List<String> differences(Map<String, String> written, SparkConf now) {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, String> setting : SETTINGS) {
            String name = setting.getKey();
            String before = plain(written.getOrDefault(name, setting.getValue()));
            String after = plain(now.get(name, setting.getValue()));
            if (!before.equalsIgnoreCase(after)) {
                found.add(name + " changed from " + before + " to " + after);
            }
        }
        return found;
    }

    /** A codec has a short name and that of its class. */
    private static String plain(String value) {
        return value.trim().replaceFirst("^org\\.apache\\.spark\\.io\\.(\\w+)CompressionCodec$", "$1");
    }
}
