package io.sparkpipeline.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkpipeline.common.backup.BackupLayout;
import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFixture;
import io.sparkpipeline.common.checkpoint.CheckpointVerifier;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.ObjectContent;
import io.sparkpipeline.common.store.ObjectInfo;
import io.sparkpipeline.common.store.ObjectStore;
import io.sparkpipeline.common.store.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's lines for a restore without this project, run as they stand there. */
class PlainToolsRestoreTest {

    private static final String APP = "plain";

    private static S3TestServer server;

    @TempDir
    Path folder;

    private Path source;

    @BeforeEach
    void checkpointDirectory() {
        source = folder.resolve("app");
    }

    @BeforeAll
    static void start() {
        server = S3TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theAwsCliAndTarRestoreACheckpointThatRecovers() throws Exception {
        assumeTrue(run(folder, Map.of(), "aws --version").exit() == 0, "skipped: no aws command here; its twin runs");

        restoresBy(readmeLines(), backup("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd"})
    void withoutTheAwsCliTheObjectsMayComeByAnyClient(String compression) throws Exception {
        assumeTrue(
                compression.equals("none")
                        || run(folder, Map.of(), "zstd --version").exit() == 0,
                "skipped: no zstd command here");
        String id = backup(compression);
        download(id);

        List<String> lines = new ArrayList<>(readmeLines());
        assertThat(lines.remove(0)).startsWith("aws s3 cp ");
        restoresBy(lines, id);
    }

    @Test
    void theLinesNoticeAnAlteredFile() throws Exception {
        String id = backup("none");
        download(id);
        Path large = folder.resolve("backup/files/savepoints/large");
        byte[] altered = Files.readAllBytes(large);
        altered[altered.length / 2] ^= 1;
        Files.write(large, altered);

        Ended ended = run(
                folder,
                Map.of(),
                String.join("\n", readmeLines().subList(1, readmeLines().size())));

        assertThat(ended.exit()).isNotZero();
        assertThat(ended.text()).contains("savepoints/large: FAILED");
    }

    private void restoresBy(List<String> lines, String id) throws Exception {
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID",
                S3TestServer.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                S3TestServer.SECRET_KEY,
                "AWS_DEFAULT_REGION",
                "us-east-1",
                "AWS_ENDPOINT_URL",
                server.endpoint().toString(),
                "BUCKET",
                S3TestServer.BUCKET,
                "APP",
                APP,
                "BACKUP",
                id);

        Ended ended = run(folder, environment, String.join("\n", lines));

        assertThat(ended.exit()).as(ended.text()).isZero();
        CheckpointDirectory restored = new CheckpointDirectory(folder.resolve("restored"));
        assertThat(restored.metadataNewestFirst()).hasSize(1);
        assertThat(new CheckpointVerifier(restored)
                        .verify(restored.metadataNewestFirst().get(0))
                        .complete())
                .isTrue();
        for (Path file : files(restored.root())) {
            assertThat(file)
                    .hasSameBinaryContentAs(source.resolve(restored.root().relativize(file)));
        }
        assertThat(files(restored.root())).anyMatch(file -> file.endsWith("savepoints/name with spaces"));
    }

    private String backup(String compression) throws IOException {
        CheckpointFixture fixture = new CheckpointFixture(source);
        fixture.batch(10_000);
        fixture.batch(20_000);
        Path savepoints = Files.createDirectories(source.resolve(CheckpointDirectory.SAVEPOINTS));
        Files.writeString(savepoints.resolve("name with spaces"), "small");
        byte[] large = new byte[PackSizes.PART / 2 + 1];
        new Random(1).nextBytes(large);
        Files.write(savepoints.resolve("large"), large);
        Map<String, String> environment = new HashMap<>();
        environment.put("SOURCE", source.toString());
        environment.put("BUCKET", S3TestServer.BUCKET);
        environment.put("ENDPOINT", server.endpoint().toString());
        environment.put("APP", APP);
        environment.put("OUTPUT", "json");
        environment.put("COMPRESSION", compression);
        CommandRun run = CommandRun.of(new BackupCommand(), environment);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.report().get("backupId").asText();
    }

    private void download(String id) throws IOException {
        String prefix = new BackupLayout("checkpoints", APP).folder(new io.sparkpipeline.common.backup.BackupId(id));
        List<ObjectInfo> objects = new ArrayList<>();
        try (ObjectStore store = server.store()) {
            store.list(prefix, objects::add);
            for (ObjectInfo object : objects) {
                Path to = folder.resolve("backup").resolve(object.key().substring(prefix.length()));
                Files.createDirectories(to.getParent());
                try (ObjectContent content = store.open(object.key())) {
                    Files.copy(content.body(), to);
                }
            }
        }
    }

    private static List<String> readmeLines() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String begin = "<!-- begin: plain restore -->\n```sh\n";
        int from = readme.indexOf(begin) + begin.length();
        return readme.substring(from, readme.indexOf("```\n<!-- end: plain restore -->", from))
                .lines()
                .toList();
    }

    private record Ended(int exit, String text) {}

    private static Ended run(Path folder, Map<String, String> environment, String script) throws Exception {
        Path output = Files.createTempFile("plain-tools", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder("sh", "-eu", "-c", script)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(script).isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }
}
