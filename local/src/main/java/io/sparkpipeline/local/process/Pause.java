package io.sparkpipeline.local.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A process that stands still by SIGSTOP until this is closed. A guard process of its own sends SIGCONT when its
 * standard input ends, so that a standing child of a killed parent wakes, sees the end of its own input, and goes.
 */
final class Pause implements AutoCloseable {

    private static final String GUARD =
            "trap '' INT HUP TERM; kill -STOP \"$1\" && echo stopped; read -r _; kill -CONT \"$1\" 2>/dev/null";

    private final Process guard;

    private Pause(Process guard) {
        this.guard = guard;
    }

    static Pause of(long pid) throws IOException {
        Process guard = new ProcessBuilder("sh", "-c", GUARD, "sh", Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Pause pause = new Pause(guard);
        if (guard.inputReader().readLine() == null) {
            pause.close();
            throw new IOException("process " + pid + " could not be stopped");
        }
        return pause;
    }

    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
        } catch (IOException e) {
            // The pipe is closed in any case, and that is what the guard waits for.
        }
        try {
            if (!guard.waitFor(10, TimeUnit.SECONDS)) {
                guard.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
