package io.sparkpipeline.local.demo;

import io.sparkpipeline.common.cli.Environment;
import java.io.PrintWriter;
import java.util.Locale;

/** The live line of the demo: rewritten in place on a terminal, printed every few seconds elsewhere. */
final class ProgressLine {

    private static final double PRINT_EVERY_SECONDS = 5;

    private final PrintWriter err;
    private final boolean terminal;
    private double lastPrinted = -PRINT_EVERY_SECONDS;
    private int shown;

    ProgressLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** On standard error; only the launcher can tell whether that is a terminal ({@code -Dpipeline.terminal=true}). */
    static ProgressLine of(PrintWriter err, Environment environment) {
        boolean dumb = "dumb".equals(environment.get("TERM")) || environment.get("CI") != null;
        return new ProgressLine(err, Boolean.getBoolean("pipeline.terminal") && !dumb);
    }

    /** Shows the state of things; called several times a second. */
    synchronized void show(Timeline.Sample sample, String batch, String driver) {
        String line = String.format(
                Locale.ROOT,
                "  %5.1f s  in %,9d  counted %,9d  lag %,8d  batch %s  driver %s",
                sample.seconds(),
                sample.produced(),
                sample.counted(),
                sample.lag(),
                batch,
                driver);
        if (terminal) {
            err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            err.flush();
            shown = line.length();
        } else if (sample.seconds() - lastPrinted >= PRINT_EVERY_SECONDS) {
            lastPrinted = sample.seconds();
            err.println(line);
            err.flush();
        }
    }

    /** Ends the line in place, before something else is printed. */
    synchronized void clear() {
        if (terminal && shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
            shown = 0;
        }
    }
}
