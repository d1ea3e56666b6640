package io.sparkpipeline.common.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints reports and errors: results to standard output, the rest to standard error.
 *
 * @param out standard output
 * @param err standard error
 */
public record Console(PrintWriter out, PrintWriter err) {

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);

    /** Kubernetes keeps at most 4096 bytes of a termination message (types.go, terminationMessagePath). */
    private static final int TERMINATION_LIMIT = 4096;

    /** Prints the report in the form asked for, and writes it to the termination log where there is one. */
    public void report(Report report, OutputOptions options) {
        out.print(options.json() ? report.json() + "\n" : report.text());
        out.flush();
        writeTerminationLog(report.json(), options.terminationLog());
    }

    /** Prints what happened, what is safe and what to do next; with {@code json} also the report. */
    public void error(JobException e, String command, OutputOptions options) {
        err.println("ERROR: " + e.happened());
        err.println("  safe: " + e.safe());
        err.println("  next: " + e.next());
        err.flush();
        Report report = Report.of(command, e);
        if (options.json()) {
            out.println(report.json());
            out.flush();
        }
        writeTerminationLog(report.json(), options.terminationLog());
        LOG.debug("the fault behind exit code {}", e.exitCode().code(), e);
    }

    private static void writeTerminationLog(String json, Path file) {
        boolean containers = file.equals(Path.of("/dev/termination-log"));
        if (containers && !Files.isWritable(file)) {
            return;
        }
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        if (containers && bytes.length > TERMINATION_LIMIT) {
            LOG.info("the report of {} bytes is over the termination log's limit and is cut there", bytes.length);
        }
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            LOG.warn("the report could not be written to {}: {}", file, e.toString());
        }
    }
}
