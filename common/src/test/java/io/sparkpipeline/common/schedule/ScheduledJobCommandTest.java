package io.sparkpipeline.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class ScheduledJobCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutAScheduleItRunsOnce() {
        assertThat(run("--output", "json")).isZero();
        assertThat(out.toString()).isEqualTo("{\"command\":\"greet\",\"exitCode\":0}\n");
    }

    @Test
    void aWrongScheduleIsExitCode2AndNamesTheField() {
        assertThat(run("--schedule", "0 25 * * *")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--schedule", "the hour '25' is wrong")
                .doesNotContain("\tat ");
    }

    @Test
    void theScheduleHasAnEnvironmentVariable() {
        int code = CommandLines.run(
                new Greet(),
                Environment.of(Map.of("SCHEDULE", "daily")),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("'daily' is no schedule");
    }

    @Test
    void aWrongSettingShowsBeforeTheFirstFiring() {
        assertThat(run("--schedule", "0 0 1 1 *", "--name", "")).isEqualTo(2);
        assertThat(err.toString()).contains("--name (NAME): is empty");
    }

    @Test
    void sigtermEndsAScheduleWith143() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Greet.class.getName(),
                        "--schedule",
                        "0 0 1 1 *")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null && !line.contains(Greet.READY)) {
                line = lines.readLine();
            }
            assertThat(line).isNotNull();
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    private int run(String... args) {
        return CommandLines.run(
                new Greet(), Environment.of(Map.of()), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    /** Does nothing, on time. */
    @Command(name = "greet")
    public static final class Greet extends ScheduledJobCommand {

        static final String READY = "the configuration is right";

        @Option(names = "--name", defaultValue = "you", description = "who is greeted")
        private String name = "you";

        public static void main(String[] args) {
            System.exit(CommandLines.run(new Greet(), args));
        }

        @Override
        protected void checkConfiguration() {
            Problems problems = new Problems();
            problems.require(!name.isEmpty(), "--name", "is empty");
            problems.throwIfAny();
            console().out().println(READY);
        }

        @Override
        protected Report execute() {
            return Report.of("greet");
        }
    }
}
