package io.sparkpipeline.backup;

import io.sparkpipeline.common.time.Clocks;
import picocli.CommandLine.Command;

/** Takes a backup. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Takes a consistent cut of the checkpoint directory while the driver writes, uploads and commits it, "
                        + "and prunes what the retention lets go.")
final class BackupRunCommand extends BackupRun {

    BackupRunCommand() {
        super(Clocks.system());
    }
}
