package io.sparkpipeline.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The signal that stands for Ctrl-C, and the exit code that it leads to. SIGTERM takes SIGINT's place where this process
 * was started with SIGINT ignored, as a shell does for jobs in the background: its children inherit that, and the JVM
 * leaves it so.
 */
public enum Interrupt {
    INT(130),
    TERM(143);

    private final int exitCode;

    Interrupt(int exitCode) {
        this.exitCode = exitCode;
    }

    /** What works here. */
    public static Interrupt here() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return INT;
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(ignored, 16) & 2) == 0 ? INT : TERM;
    }

    public int exitCode() {
        return exitCode;
    }
}
