package io.sparkpipeline.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.backup.SmallVolume;
import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFixture;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoint volumes that are full or read-only: nothing is lost, and the next run is good. */
class SmallVolumeTest {

    private static S3TestServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = S3TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aVolumeThatIsFullDuringTheCut() throws IOException {
        try (SmallVolume volume = SmallVolume.mount(folder, "size=3m")) {
            Path source = checkpoint(volume.folder());
            // A log is copied, since its writer appends to it: the cut needs room for it.
            Path log = Files.createDirectories(source.resolve(CheckpointDirectory.RECEIVED_DATA + "/0"))
                    .resolve("log-1-2");
            Files.write(log, new byte[1 << 20]);
            List<String> before = names(source);
            Path filler = volume.folder().resolve("filler");
            Files.write(filler, new byte[(1 << 20) + (1 << 19)]);

            CommandRun full = run(source, "full");

            assertThat(full.exit()).as(full.err()).isEqualTo(1);
            assertThat(full.err())
                    .contains("No space left", "the checkpoint directory was only read", "make room")
                    .doesNotContain("\tat ");
            assertThat(names(source)).isEqualTo(before);
            assertThat(names(volume.folder().resolve(".backup-full"))).containsOnly("lock");

            Files.delete(filler);
            CommandRun next = run(source, "full");
            assertThat(next.exit()).as(next.err()).isZero();
        }
    }

    @Test
    void aVolumeThatIsReadOnly() throws IOException {
        try (SmallVolume volume = SmallVolume.mount(folder, "size=3m")) {
            Path source = checkpoint(volume.folder());
            volume.remount("ro");

            CommandRun readOnly = run(source, "read-only");

            assertThat(readOnly.exit()).isEqualTo(1);
            assertThat(readOnly.err())
                    .contains("can't be written", "Read-only file system", "mount it read-write")
                    .doesNotContain("\tat ");
            volume.remount("rw");
            CommandRun next = run(source, "read-only");
            assertThat(next.exit()).as(next.err()).isZero();
        }
    }

    private static Path checkpoint(Path volume) throws IOException {
        Path source = Files.createDirectory(volume.resolve("app"));
        CheckpointFixture fixture = new CheckpointFixture(source);
        fixture.batch(10_000);
        fixture.batch(20_000);
        return source;
    }

    private static CommandRun run(Path source, String app) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SOURCE", source.toString());
        environment.put("BUCKET", S3TestServer.BUCKET);
        environment.put("ENDPOINT", server.endpoint().toString());
        environment.put("APP", app);
        environment.put("OUTPUT", "json");
        return CommandRun.of(new BackupCommand(), environment);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
