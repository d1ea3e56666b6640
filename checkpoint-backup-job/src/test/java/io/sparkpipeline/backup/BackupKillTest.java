package io.sparkpipeline.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.checkpoint.CheckpointFixture;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.cli.ForkedJvm;
import io.sparkpipeline.common.store.ObjectStore;
import io.sparkpipeline.common.store.S3TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups killed with SIGKILL at random moments: nothing incomplete counts as complete, the next run succeeds, and
 * nothing stays behind. The number of kills is the system property {@code kills}.
 */
class BackupKillTest {

    @TempDir
    Path volume;

    @Test
    void killedAnywhereTheNextRunSucceedsAndNothingLeaks() throws Exception {
        int kills = Integer.getInteger("kills", 4);
        long seed = Long.getLong("seed", new Random().nextLong());
        Random random = new Random(seed);
        try (S3TestServer server = S3TestServer.start();
                ObjectStore store = server.store()) {
            CheckpointFixture checkpoint = new CheckpointFixture(Files.createDirectory(volume.resolve("app")));
            checkpoint.batch(1_000);
            byte[] large = new byte[24 << 20];
            random.nextBytes(large);
            Map<String, String> environment = new HashMap<>(Map.of(
                    "SOURCE",
                    checkpoint.root().toString(),
                    "BUCKET",
                    S3TestServer.BUCKET,
                    "ENDPOINT",
                    server.endpoint().toString(),
                    "APP",
                    "killed",
                    "DEADLINE",
                    "20s",
                    "OUTPUT",
                    "json"));
            long whole = 6_000;
            int killed = 0;
            for (int round = 1; round <= kills; round++) {
                checkpoint.batch(round * 10_000L);
                Files.write(checkpoint.rddFolder(checkpoint.newestRdd()).resolve("part-00002"), large);
                long started = System.nanoTime();
                try (ForkedJvm job = fork(environment, round)) {
                    boolean hit = job.killAfter(whole / 4 + random.nextLong(whole));
                    killed += hit ? 1 : 0;
                    whole = hit ? whole : Math.max(500, (System.nanoTime() - started) / 1_000_000);
                }
                everyCompleteBackupIsIntact(environment, seed);
            }
            CommandRun last = CommandRun.of(new BackupCommand(), environment, "run", "--read-back");
            assertThat(last.exit()).as("seed %d: %s", seed, last.err()).isZero();
            everyCompleteBackupIsIntact(environment, seed);
            nothingStaysBehind(environment, store);
            System.out.println("killed " + killed + " of " + kills + " backups, seed " + seed);
        }
    }

    private ForkedJvm fork(Map<String, String> environment, int round) throws Exception {
        return ForkedJvm.start(
                "io.sparkpipeline.backup.BackupMain", List.of(), environment, volume.resolve("output-" + round), "run");
    }

    private static void everyCompleteBackupIsIntact(Map<String, String> environment, long seed) {
        JsonNode backups =
                CommandRun.of(new BackupCommand(), environment, "list").report().get("backups");
        for (JsonNode backup : backups) {
            assertThat(backup.get("state").asText()).isIn("complete", "incomplete");
            if (backup.get("state").asText().equals("complete")) {
                CommandRun verify = CommandRun.of(
                        new BackupCommand(),
                        environment,
                        "verify",
                        backup.get("id").asText());
                assertThat(verify.exit()).as("seed %d: %s", seed, verify.err()).isZero();
            }
        }
    }

    private void nothingStaysBehind(Map<String, String> environment, ObjectStore store) throws Exception {
        try (Stream<Path> staged = Files.list(volume.resolve(".backup-killed"))) {
            assertThat(staged.map(path -> path.getFileName().toString())).containsExactly("lock");
        }
        Clock later = Clock.offset(io.sparkpipeline.common.time.Clocks.system(), Duration.ofDays(2));
        CommandRun prune = CommandRun.of(new BackupPruneCommand(later), environment);
        assertThat(prune.exit()).as(prune.err()).isZero();
        List<String> folders = new ArrayList<>(store.folders("checkpoints/killed/"));
        for (String folder : folders) {
            assertThat(store.head("checkpoints/killed/" + folder + "/manifest.json"))
                    .as("what is left is complete")
                    .isPresent();
        }
        assertThat(store.abortUploads("checkpoints/killed/", Instant.parse("2099-01-01T00:00:00Z")))
                .as("parts of uploads that were never completed")
                .isZero();
    }
}
