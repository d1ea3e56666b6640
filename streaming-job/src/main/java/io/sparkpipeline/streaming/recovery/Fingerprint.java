package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.graph.StreamGraph;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkBuildInfo;

/**
 * What a checkpoint must share with a run to be recovered from. All of it is frozen in a checkpoint: a run with another
 * interval, say, would silently keep the old one.
 */
public final class Fingerprint {

    private Fingerprint() {}

    /** That of a run, as {@code name=value;…}. */
    public static String of(StreamConfig config) {
        return String.join(
                ";",
                "graph=" + StreamGraph.VERSION,
                "spark=" + SparkBuildInfo.spark_version(),
                "pipeline=" + config.kafka().pipeline(),
                "pipeline code=" + Pipelines.fingerprint(config.kafka().pipeline()),
                "topic=" + config.kafka().topic(),
                "batch interval=" + config.batchInterval().toMillis() + "ms",
                "state partitions=" + config.statePartitions(),
                "checkpoint path=" + config.checkpointUri());
    }

    /** What differs, for people: {@code batch interval changed from 10000ms to 1000ms}. */
    public static List<String> differences(String before, String now) {
        Map<String, String> old = parts(before);
        List<String> found = new ArrayList<>();
        parts(now).forEach((name, value) -> {
            String was = old.get(name);
            if (!Objects.equals(was, value)) {
                found.add(name + " changed from " + (was == null ? "none" : was) + " to " + value);
            }
        });
        return found;
    }

    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        Arrays.stream(text.split(";", -1)).forEach(part -> {
            int at = part.indexOf('=');
            parts.put(at < 0 ? part : part.substring(0, at), at < 0 ? "" : part.substring(at + 1));
        });
        return parts;
    }
}
