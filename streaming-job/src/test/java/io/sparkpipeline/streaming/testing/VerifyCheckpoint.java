package io.sparkpipeline.streaming.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.streaming.StreamCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** {@code stream verify-checkpoint}, as its user runs it: no broker is named, and it takes seconds. */
public final class VerifyCheckpoint {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private VerifyCheckpoint() {}

    /** Its exit code for that folder. */
    public static int code(Path checkpoints) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        long start = System.nanoTime();
        int code = CommandLines.run(
                new StreamCommand(),
                Environment.of(Map.of()),
                nowhere,
                nowhere,
                "verify-checkpoint",
                "--checkpoint-path",
                checkpoints.toString());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        return code;
    }
}
