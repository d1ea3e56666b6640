package io.sparkpipeline.restore;

import picocli.CommandLine.Command;

/** Restores a backup. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Downloads a backup beside the checkpoint directory, verifies every byte, and swaps it in; the old "
                        + "directory is kept. Killed anywhere and run again, it goes on.")
final class RestoreRunCommand extends RestoreRun {}
