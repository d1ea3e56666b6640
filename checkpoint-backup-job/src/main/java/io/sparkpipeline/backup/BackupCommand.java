package io.sparkpipeline.backup;

import io.sparkpipeline.common.time.Clocks;
import java.time.Clock;
import picocli.CommandLine.Command;

/** The backup job's command line; without a subcommand it takes a backup. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        subcommands = {
            BackupRunCommand.class,
            BackupListCommand.class,
            BackupVerifyCommand.class,
            BackupPruneCommand.class
        },
        description = "Backs the checkpoint directory of a streaming application up to S3, lists, verifies and prunes.")
public final class BackupCommand extends BackupRun {

    public BackupCommand() {
        this(Clocks.system());
    }

    /** With another clock, for tests of what age decides. */
    BackupCommand(Clock clock) {
        super(clock);
    }
}
