package io.sparkpipeline.streaming;

import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Report;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stream verify-checkpoint}: would a recovery succeed? */
@Command(
        name = "verify-checkpoint",
        mixinStandardHelpOptions = true,
        description = "Loads the checkpoint as a recovery would and reads every part it refers to; needs no Kafka and"
                + " changes nothing. Exit 0, or 65.")
public final class VerifyCheckpointCommand extends JobCommand {

    @Option(
            names = "--checkpoint-path",
            paramLabel = "<folder>",
            defaultValue = "/mnt/checkpoints/streaming-app",
            description = "the checkpoint folder")
    private Path checkpointPath = Path.of("/mnt/checkpoints/streaming-app");

    @Override
    protected Report execute() {
        return new io.sparkpipeline.streaming.recovery.CheckpointCheck(checkpointPath).report();
    }
}
