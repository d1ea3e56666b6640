package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointMetadata;
import io.sparkpipeline.common.checkpoint.CheckpointVerdict;
import io.sparkpipeline.common.checkpoint.CheckpointVerifier;
import io.sparkpipeline.streaming.graph.Settings;
import java.io.IOException;
import java.util.List;

/** Tells for one metadata file why a run must not recover from it. */
final class Rungs {

    private final CheckpointVerifier verifier;
    private final String fingerprint;

    Rungs(CheckpointDirectory directory, String fingerprint) {
        this.verifier = new CheckpointVerifier(directory);
        this.fingerprint = fingerprint;
    }

    /** The reason; empty where it is good. */
    String reasonAgainst(CheckpointFile file) {
        CheckpointVerdict verdict = verifier.verify(file);
        if (!verdict.complete()) {
            return String.join("; ", verdict.problems());
        }
        try {
            String written = CheckpointMetadata.read(file).sparkSettings().getOrDefault(Settings.FINGERPRINT, "");
            List<String> differences = Fingerprint.differences(written, fingerprint);
            return written.isEmpty() ? "it was not written by this program" : String.join("; ", differences);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
