package io.sparkpipeline.backup;

import io.sparkpipeline.common.cli.CommandLines;

/** The process of the backup job. */
public final class BackupMain {

    private BackupMain() {}

    public static void main(String[] args) {
        System.exit(CommandLines.run(new BackupCommand(), args));
    }
}
