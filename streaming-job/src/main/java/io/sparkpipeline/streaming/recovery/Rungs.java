package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointMetadata;
import io.sparkpipeline.common.checkpoint.CheckpointVerdict;
import io.sparkpipeline.common.checkpoint.CheckpointVerifier;
import io.sparkpipeline.streaming.run.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;

/** Tells for one metadata file why a run must not recover from it. */
final class Rungs {

    private final CheckpointVerifier verifier;
    private final String fingerprint;
    private final SparkConf spark;

    /** Those of a folder, for a run with that fingerprint and Spark configuration. */
    Rungs(CheckpointDirectory directory, String fingerprint, SparkConf spark) {
        this.verifier = new CheckpointVerifier(directory);
        this.fingerprint = fingerprint;
        this.spark = spark;
    }

    /** The reason; empty where it is good. */
    String reasonAgainst(CheckpointFile file) {
        CheckpointVerdict verdict = verifier.verify(file);
        if (!verdict.complete()) {
            return String.join("; ", verdict.problems());
        }
        try {
            Map<String, String> settings = CheckpointMetadata.read(file).sparkSettings();
            String written = settings.getOrDefault(Settings.FINGERPRINT, "");
            List<String> differences = new ArrayList<>(Fingerprint.differences(written, fingerprint));
            differences.addAll(WrittenForm.differences(settings, spark));
            return written.isEmpty() ? "it was not written by this program" : String.join("; ", differences);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
