package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointVerdict;
import io.sparkpipeline.common.checkpoint.CheckpointVerifier;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.Report;
import java.nio.file.Path;
import java.util.List;

/** Tells whether a recovery from the newest checkpoint of a folder would succeed. */
public final class CheckpointCheck {

    private final CheckpointDirectory directory;

    /** A check of that folder. */
    public CheckpointCheck(Path folder) {
        this.directory = new CheckpointDirectory(folder);
    }

    /** Exit 0 where the newest one is complete; 65 where it is not, or there is none. */
    public Report report() {
        List<CheckpointFile> files = directory.metadataNewestFirst();
        Report report = Report.of("stream verify-checkpoint")
                .with("path", directory.root().toString())
                .with("metadataFiles", files.size());
        if (files.isEmpty()) {
            return report.with("problems", List.of("no checkpoint"))
                    .line("There is no checkpoint in " + directory.root() + ".")
                    .exit(ExitCode.REFUSED);
        }
        CheckpointVerdict newest = new CheckpointVerifier(directory).verify(files.get(0));
        return report.with("checkpoint", newest.file().name())
                .with("checkpointTime", newest.file().time())
                .with("parts", newest.parts())
                .with("bytes", newest.bytes())
                .with("problems", newest.problems())
                .line(newest.summary())
                .exit(newest.complete() ? ExitCode.DONE : ExitCode.REFUSED);
    }
}
