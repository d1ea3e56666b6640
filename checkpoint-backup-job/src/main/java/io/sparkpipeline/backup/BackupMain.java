package io.sparkpipeline.backup;

import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.store.S3WarmUp;

/** The process of the backup job. */
public final class BackupMain {

    private BackupMain() {}

    public static void main(String[] args) {
        S3WarmUp.begin(args);
        System.exit(CommandLines.run(new BackupCommand(), args));
    }
}
