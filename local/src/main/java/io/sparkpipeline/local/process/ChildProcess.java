package io.sparkpipeline.local.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running child JVM. {@link #close()} kills it. */
public final class ChildProcess implements AutoCloseable {

    /** After SIGKILL the kernel needs moments, unless the process hangs in a device. */
    private static final Duration DEATH = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final Path log;
    private final long logStart;
    private @Nullable Pause pause;

    ChildProcess(String name, Process process, Path log, long logStart) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The file with the standard output and error of this process, and of those before it under the same name. */
    public Path log() {
        return log;
    }

    /** The last lines of this process's output. */
    public String logTail(int lines) {
        return LogTail.of(log, logStart, lines);
    }

    /** What it said last of its own failure, from its {@code ERROR:} on; else its last lines. */
    public String failure(int lines) {
        return LogTail.failure(log, logStart, lines);
    }

    /** SIGKILL: nothing of the child's own runs any more. Waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(DEATH);
        resume();
    }

    /** SIGTERM: the child's shutdown hooks run. A paused child is resumed for it. Does not wait. */
    public void terminate() {
        // Process.destroy would close the pipe too, and the tether would halt the child before its hooks have run.
        process.toHandle().destroy();
        resume();
    }

    /** SIGSTOP: the child stands still, its connections stay open. It goes on if this process dies. */
    public synchronized void pause() throws IOException {
        if (pause == null && isAlive()) {
            pause = Pause.of(pid());
        }
    }

    /** SIGCONT, when it was paused. */
    public synchronized void resume() {
        if (pause != null) {
            pause.close();
            pause = null;
        }
    }

    /** The exit code; 128 plus the number of the signal that ended it. Empty while it runs. */
    public OptionalInt exitCode() {
        return isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Waits for the end and says whether it came within the limit. An interrupt ends the waiting, and stays set. */
    public boolean awaitExit(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !isAlive();
        }
    }

    /** The largest resident memory so far, in bytes, where the system tells (Linux). */
    public OptionalLong peakResidentBytes() {
        return ResidentMemory.peakOf(pid());
    }

    /** SIGTERM, and SIGKILL when the limit is over. */
    public void stop(Duration limit) {
        terminate();
        if (!awaitExit(limit)) {
            kill();
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }

    @Override
    public String toString() {
        OptionalInt code = exitCode();
        String end = code.isPresent() ? "ended with " + code.orElseThrow() : "running";
        return name + " (pid " + pid() + ", " + end + ")";
    }
}
