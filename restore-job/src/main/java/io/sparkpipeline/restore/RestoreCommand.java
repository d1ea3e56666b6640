package io.sparkpipeline.restore;

import io.sparkpipeline.restore.snapshot.RestoreFromSnapshotCommand;
import picocli.CommandLine.Command;

/** The restore job's command line; without a subcommand it restores. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        subcommands = {
            RestoreRunCommand.class,
            RestoreListCommand.class,
            RestoreVerifyCommand.class,
            RestoreDrillCommand.class,
            RestoreFromSnapshotCommand.class
        },
        description = "Restores the checkpoint directory of a streaming application from S3, and rehearses it.")
public final class RestoreCommand extends RestoreRun {}
