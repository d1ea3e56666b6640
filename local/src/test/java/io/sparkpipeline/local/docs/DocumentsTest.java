package io.sparkpipeline.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.backup.BackupCommand;
import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.local.LocalCommand;
import io.sparkpipeline.local.process.ProjectHome;
import io.sparkpipeline.restore.RestoreCommand;
import io.sparkpipeline.snapshot.SnapshotCommand;
import io.sparkpipeline.streaming.StreamCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

class DocumentsTest {

    private static final Path HOME = ProjectHome.locate();

    @Test
    void theReadmesExitCodesAreTheCodes() throws IOException {
        StringBuilder table = new StringBuilder("| code | meaning |\n|---|---|\n");
        for (ExitCode code : ExitCode.values()) {
            table.append("| ")
                    .append(code.code())
                    .append(" | ")
                    .append(code.meaning())
                    .append(" |\n");
        }
        check(new Generated(HOME.resolve("README.md"), "exit codes"), table.toString());
    }

    @TestFactory
    Stream<DynamicTest> theOptionsInTheDocumentsAreTheCommands() {
        return commands().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(),
                        () -> check(
                                new Generated(
                                        HOME.resolve("docs").resolve("options.md"), "options of " + entry.getKey()),
                                OptionTable.of(entry.getValue()))));
    }

    @Test
    void everyInvariantNamesTestsThatExist() throws IOException {
        Map<String, String> sources = testSources();
        List<String> missing = new ArrayList<>();
        Matcher named = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`")
                .matcher(Files.readString(HOME.resolve("INVARIANTS.md")));
        int count = 0;
        while (named.find()) {
            count++;
            if (!sources.getOrDefault(named.group(1) + ".java", "").contains(" " + named.group(2) + "(")) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(30);
    }

    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        try (Stream<Path> files = Files.find(
                HOME, 12, (path, attributes) -> path.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))) {
            for (Path file : files.toList()) {
                sources.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return sources;
    }

    private static Map<String, CommandLine> commands() {
        Map<String, CommandLine> all = new LinkedHashMap<>();
        all.put("stream", CommandLines.create(new StreamCommand(), Environment.of(Map.of())));
        all.put("backup", CommandLines.create(new BackupCommand(), Environment.of(Map.of())));
        all.put("snapshot", CommandLines.create(new SnapshotCommand(), Environment.of(Map.of())));
        all.put("restore", CommandLines.create(new RestoreCommand(), Environment.of(Map.of())));
        CommandLines.create(new LocalCommand(), Environment.of(Map.of()))
                .getSubcommands()
                .forEach(all::put);
        return all;
    }

    private static void check(Generated part, String expected) throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            part.update(expected);
        }
        assertThat(part.found())
                .as("%s differs from the code; rewrite it with: mvn -pl local -am verify -Ddocs.update=true", part)
                .isEqualTo(expected.strip());
    }
}
