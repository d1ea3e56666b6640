package io.sparkpipeline.snapshot;

import picocli.CommandLine.Command;

/** {@code snapshot run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Takes a snapshot, waits until it is ready to use, and only then prunes old ones.")
final class SnapshotRunCommand extends TakeSnapshot {}
