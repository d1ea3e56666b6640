package io.sparkpipeline.local.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells the demo's steps on standard error, above the live line. */
final class Story implements AutoCloseable {

    private final PrintWriter err;
    private final ProgressLine progress;
    private int steps;

    Story(PrintWriter err, ProgressLine progress) {
        this.err = err;
        this.progress = progress;
    }

    /** A numbered headline. */
    void step(String headline) {
        say("%d. %s", ++steps, headline);
    }

    /** What came of it. */
    void outcome(String format, Object... values) {
        say("   " + format, values);
    }

    void say(String format, Object... values) {
        progress.clear();
        err.println(String.format(Locale.ROOT, format, values));
        err.flush();
    }

    ProgressLine progress() {
        return progress;
    }

    @Override
    public void close() {
        progress.clear();
    }
}
