package io.sparkpipeline.common.cli;

import java.nio.file.Path;
import java.util.List;
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

    /** What a command line that could not be parsed asks for, as far as it can be seen. */
    static OutputOptions of(String[] arguments, Environment environment) {
        OutputOptions options = new OutputOptions();
        List<String> all = List.of(arguments);
        int at = all.indexOf("--output");
        boolean asked = all.contains("--output=json")
                || (at >= 0 && at + 1 < all.size() && all.get(at + 1).equals("json"));
        options.output = asked || (at < 0 && "json".equals(environment.get("OUTPUT"))) ? Form.json : Form.text;
        String log = environment.get("TERMINATION_LOG");
        options.terminationLog = log == null || log.isEmpty() ? options.terminationLog : Path.of(log);
        return options;
    }

    /** Whether the report is asked for as JSON. */
    public boolean json() {
        return output == Form.json;
    }

    /** The container's termination log, or the file named for it. */
    public Path terminationLog() {
        return terminationLog;
    }
}
