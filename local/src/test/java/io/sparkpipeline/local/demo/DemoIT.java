package io.sparkpipeline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.local.LocalCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its user runs it, with fewer events. */
class DemoIT {

    @TempDir
    private Path folder;

    @Test
    void theDemoEndsWithNothingLostAndNothingCountedTwice() throws Exception {
        Path report = folder.resolve("demo-report.html");
        Path work = folder.resolve("work");
        StringWriter out = new StringWriter();
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exit = CommandLines.run(
                new LocalCommand(),
                Environment.of(Map.of("CI", "true")),
                new PrintWriter(out),
                err,
                "demo",
                "--events=20000",
                "--keys=200",
                "--kills=1",
                "--work-dir=" + work,
                "--report=" + report,
                "--output=json");
        assertThat(exit).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString().lines().reduce("", (before, line) -> line));
        assertThat(json.get("eventsProduced").asLong()).isEqualTo(20_000);
        assertThat(json.get("eventsCounted").asLong()).isEqualTo(20_000);
        assertThat(json.get("lost").asLong()).isZero();
        assertThat(json.get("duplicated").asLong()).isZero();
        assertThat(json.get("kills").asInt()).isEqualTo(1);
        assertThat(json.get("recoverySeconds")).hasSize(1);
        assertThat(json.get("backupBytes").asLong()).isPositive();
        assertThat(json.get("restoreSeconds").asDouble()).isPositive();
        assertThat(json.get("snapshotSeconds").asDouble()).isPositive();
        assertThat(json.get("snapshotRestoreSeconds").asDouble()).isPositive();
        assertThat(json.get("verdict").asText()).isEqualTo("exact");
        assertThat(report)
                .content()
                .contains("<svg")
                .contains("SIGKILL 1 of 1")
                .contains("checkpoint volume lost")
                .contains("checkpoint volume rotten");
        assertThat(work).doesNotExist();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(report);
        }
    }
}
