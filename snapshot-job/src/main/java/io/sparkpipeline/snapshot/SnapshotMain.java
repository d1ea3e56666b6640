package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.CommandLines;

/** Entry point of the snapshot job. */
public final class SnapshotMain {

    private SnapshotMain() {}

    public static void main(String[] args) {
        System.exit(CommandLines.run(new SnapshotCommand(), args));
    }
}
