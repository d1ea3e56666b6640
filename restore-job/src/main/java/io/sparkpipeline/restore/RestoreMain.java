package io.sparkpipeline.restore;

import io.sparkpipeline.common.cli.CommandLines;

/** The process of the restore job. */
public final class RestoreMain {

    private RestoreMain() {}

    public static void main(String[] args) {
        System.exit(CommandLines.run(new RestoreCommand(), args));
    }
}
