package io.sparkpipeline.common.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a command reports; mixed into every command. */
public final class OutputOptions {

    /** The forms of the report. */
    public enum Form {
        text,
        json
    }

    @Option(
            names = "--output",
            paramLabel = "<form>",
            defaultValue = "text",
            description = "text, or json: the last line of standard output is the report, one JSON object")
    private Form output = Form.text;

    @Option(
            names = "--termination-log",
            paramLabel = "<file>",
            defaultValue = "/dev/termination-log",
            description = "the report is also written here, where this file exists or its variable is set")
    private Path terminationLog = Path.of("/dev/termination-log");

    /** Whether the report is asked for as JSON. */
    public boolean json() {
        return output == Form.json;
    }

    /** The container's termination log, or the file named for it. */
    public Path terminationLog() {
        return terminationLog;
    }
}
