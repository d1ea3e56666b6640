package io.sparkpipeline.streaming;

import io.sparkpipeline.common.cli.CommandLines;

/** The streaming job. */
public final class StreamMain {

    private StreamMain() {}

    public static void main(String[] args) {
        System.exit(CommandLines.run(new StreamCommand(), args));
    }
}
