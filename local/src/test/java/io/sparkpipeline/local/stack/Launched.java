package io.sparkpipeline.local.stack;

import io.sparkpipeline.common.time.Pauses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link MiniStack} as a user's shell would start it: no tether, and standard input that never ends. */
final class Launched implements AutoCloseable {

    private final Path parent;
    private final Path log;
    private final Process process;

    private Launched(Path parent, Path log, Process process) {
        this.parent = parent;
        this.log = log;
        this.process = process;
    }

    static Launched start(Path parent, int events, int kills) throws IOException {
        Path log = parent.resolve("stack.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MiniStack.class.getName(),
                        parent.toString(),
                        Integer.toString(events),
                        Integer.toString(kills))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Launched(parent, log, process);
    }

    Process process() {
        return process;
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    boolean awaitExit(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether its log says this within the limit. */
    boolean says(String text, Duration limit) {
        return Pauses.until(limit, Duration.ofMillis(20), () -> log().contains(text) || !process.isAlive())
                && log().contains(text);
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    /** Processes other than the stack's own that name its folder in their command line. */
    List<String> children() {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != process.pid())
                .filter(ProcessHandle::isAlive)
                .map(handle -> commandLine(handle.pid()))
                .filter(line -> line.contains(parent + "/"))
                .toList();
    }

    /** From proc(5): {@link ProcessHandle.Info} leaves long command lines out. */
    private static String commandLine(long pid) {
        try {
            return pid + " "
                    + Files.readString(
                                    Path.of("/proc", Long.toString(pid), "cmdline"),
                                    java.nio.charset.StandardCharsets.ISO_8859_1)
                            .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
