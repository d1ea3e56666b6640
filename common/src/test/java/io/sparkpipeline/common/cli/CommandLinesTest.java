package io.sparkpipeline.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandLinesTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Command(name = "sample", mixinStandardHelpOptions = true, description = "A sample.")
    static final class Sample extends JobCommand {
        @Option(names = "--batch-interval", defaultValue = "10s", description = "time between batches")
        private Duration batchInterval = Duration.ZERO;

        @Option(names = "--fail", defaultValue = "", description = "how to end")
        private String fail = "";

        @Option(names = "--limit", defaultValue = "1MiB", description = "the limit")
        private ByteSize limit = new ByteSize(0);

        @Override
        protected Report execute() {
            new Problems()
                    .require(!fail.equals("config"), "--batch-interval", "must be even")
                    .require(!fail.equals("config"), "--limit", "is too small")
                    .throwIfAny();
            switch (fail) {
                case "temporary" ->
                    throw JobException.temporary("the store is away", "the cut is kept", "run it again");
                case "memory" -> throw new OutOfMemoryError("Java heap space");
                case "bug" -> throw new IllegalStateException("impossible");
                default -> {
                    return Report.of("sample")
                            .with("interval", Durations.text(batchInterval))
                            .with("limit", limit.bytes())
                            .line("all is well");
                }
            }
        }
    }

    private int run(Map<String, String> environment, String... args) {
        return CommandLines.run(
                new Sample(), Environment.of(environment), new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test
    void anOptionComesFromItsFlagElseItsVariableElseItsDefault() throws Exception {
        assertThat(run(Map.of("BATCH_INTERVAL", "2s"), "--output", "json")).isZero();
        assertThat(lastLine().get("interval").asText()).isEqualTo("2s");
        assertThat(run(Map.of("BATCH_INTERVAL", "2s"), "--output", "json", "--batch-interval", "3m"))
                .isZero();
        assertThat(lastLine().get("interval").asText()).isEqualTo("3m");
        assertThat(run(Map.of("LIMIT", ""), "--output", "json")).isZero();
        assertThat(lastLine().get("interval").asText()).isEqualTo("10s");
        assertThat(lastLine().get("limit").asLong()).isEqualTo(1_048_576);
        assertThat(lastLine().get("exitCode").asInt()).isZero();
    }

    private JsonNode lastLine() throws Exception {
        String last = out.toString().lines().reduce("", (before, line) -> line);
        return new ObjectMapper().readTree(last);
    }

    @Test
    void textIsForPeople() {
        assertThat(run(Map.of())).isZero();
        assertThat(out.toString()).isEqualTo("all is well\n");
    }

    @Test
    void helpNamesTheVariableAndTheDefaultOfEachOption() {
        assertThat(run(Map.of(), "--help")).isZero();
        String help = out.toString().replaceAll("\\s+", " ");
        assertThat(help)
                .contains("time between batches (env BATCH_INTERVAL, default 10s)")
                .contains("(env LIMIT, default 1MiB)")
                .contains("env OUTPUT");
    }

    @Test
    void allConfigurationProblemsAreNamedAtOnce() {
        assertThat(run(Map.of(), "--fail", "config")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .contains("2 configuration problems")
                .contains("--batch-interval (BATCH_INTERVAL): must be even")
                .contains("--limit (LIMIT): is too small")
                .doesNotContain("\tat ");
    }

    @Test
    void aWrongOptionIsAUsageErrorWithoutAStackTrace() {
        assertThat(run(Map.of(), "--nonsense")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .contains("--nonsense")
                .contains("sample --help")
                .doesNotContain("\tat ");
    }

    @Test
    void aUsageErrorIsReportedAsJsonToo(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("termination");
        assertThat(run(Map.of("TERMINATION_LOG", log.toString()), "--nonsense", "--output", "json"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(lastLine().get("exitCode").asInt()).isEqualTo(2);
        assertThat(log).content().contains("--nonsense");
    }

    @Test
    void aWrongVariableIsAUsageErrorThatNamesIt() {
        assertThat(run(Map.of("BATCH_INTERVAL", "soon"))).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--batch-interval").contains("'soon' is no duration");
    }

    @Test
    void anExpectedEndSaysWhatHappenedWhatIsSafeAndWhatToDo() throws Exception {
        assertThat(run(Map.of(), "--fail", "temporary", "--output", "json")).isEqualTo(75);
        assertThat(err.toString())
                .contains("ERROR: the store is away")
                .contains("safe: the cut is kept")
                .contains("next: run it again")
                .doesNotContain("\tat ");
        assertThat(lastLine().get("exitCode").asInt()).isEqualTo(75);
    }

    @Test
    void aBugIsToldWithItsStackTrace() {
        assertThat(run(Map.of(), "--fail", "bug")).isEqualTo(1);
        assertThat(err.toString()).contains("impossible").contains("\tat ");
    }

    @Test
    void aHeapThatIsTooSmallIsToldAndIsInTheTerminationLog(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("termination");
        assertThat(run(Map.of("TERMINATION_LOG", log.toString()), "--fail", "memory", "--output", "json"))
                .isEqualTo(ExitCode.FAILED.code());
        assertThat(err.toString())
                .contains("ERROR: the heap of ", " is not enough for this: Java heap space")
                .contains("next: give the JVM a larger -Xmx")
                .contains("\tat ");
        assertThat(lastLine().get("exitCode").asInt()).isEqualTo(1);
        assertThat(log).content().contains("is not enough for this: Java heap space", "\"exitCode\":1");
    }

    @Test
    void theReportAlsoGoesToTheTerminationLog(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("termination");
        assertThat(run(Map.of("TERMINATION_LOG", log.toString()))).isZero();
        assertThat(Files.readString(log)).contains("\"interval\":\"10s\"").contains("\"exitCode\":0");
    }
}
