package io.sparkpipeline.common.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * A command that was run.
 *
 * @param out standard output
 * @param err standard error
 */
public record CommandRun(int exit, String out, String err) {

    public static CommandRun of(Object command, Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = CommandLines.run(
                command, Environment.of(environment), new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new CommandRun(exit, out.toString(), err.toString());
    }

    /** The report: the last line of standard output. */
    public JsonNode report() {
        String[] lines = out.strip().split("\n", -1);
        try {
            return new ObjectMapper().readTree(lines[lines.length - 1]);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON report at the end of:\n" + out + "\nerrors:\n" + err, e);
        }
    }
}
