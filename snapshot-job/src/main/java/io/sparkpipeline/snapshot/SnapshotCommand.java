package io.sparkpipeline.snapshot;

import picocli.CommandLine.Command;

/** {@code snapshot}: without a subcommand it is {@code snapshot run}. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description = "Snapshots the checkpoint volume and prunes old snapshots; without a subcommand as 'run'.",
        subcommands = {SnapshotRunCommand.class, SnapshotListCommand.class, SnapshotPruneCommand.class})
public final class SnapshotCommand extends TakeSnapshot {}
