package io.sparkpipeline.local;

import io.sparkpipeline.common.cli.CommandLines;

/** The entry point of {@code pipeline demo} and {@code pipeline up}. */
public final class LocalMain {

    private LocalMain() {}

    public static void main(String[] args) {
        System.exit(CommandLines.run(new LocalCommand(), args));
    }
}
