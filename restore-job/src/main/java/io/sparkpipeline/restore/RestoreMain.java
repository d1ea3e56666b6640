package io.sparkpipeline.restore;

import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.store.S3WarmUp;

/** The process of the restore job. */
public final class RestoreMain {

    private RestoreMain() {}

    public static void main(String[] args) {
        S3WarmUp.begin(args);
        System.exit(CommandLines.run(new RestoreCommand(), args));
    }
}
