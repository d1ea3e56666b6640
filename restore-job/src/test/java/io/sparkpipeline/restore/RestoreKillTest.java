package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.backup.BackupFixture;
import io.sparkpipeline.common.checkpoint.GenerationFile;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.cli.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Restores killed with SIGKILL at random moments: the target is the old directory, absent, or the whole new one with the
 * old one's generation, and the next run ends with the new one. The number of kills is the system property {@code kills}.
 */
class RestoreKillTest extends RestoreTestBase {

    private static final long GENERATION = 7_882;

    @Test
    void killedAnywhereNoTargetIsEverHalfRestored() throws Exception {
        int kills = Integer.getInteger("kills", 4);
        long seed = Long.getLong("seed", new Random().nextLong());
        Random random = new Random(seed);
        BackupFixture fixture = backup(ID).checkpoint(scratch);
        byte[] file = new byte[30_000];
        for (int number = 0; number < 500; number++) {
            random.nextBytes(file);
            fixture.file("savepoints/" + number, file.clone());
        }
        fixture.write();
        new GenerationFile(target).keep(GENERATION);
        int killed = 0;
        long whole = 6_000;
        for (int round = 1; round <= kills; round++) {
            long started = System.nanoTime();
            try (ForkedJvm job = ForkedJvm.start(
                    "io.sparkpipeline.restore.RestoreMain",
                    List.of(),
                    environment,
                    scratch.resolve("output-" + round),
                    "run")) {
                boolean hit = job.killAfter(whole / 4 + random.nextLong(whole));
                killed += hit ? 1 : 0;
                whole = hit ? whole : Math.max(500, (System.nanoTime() - started) / 1_000_000);
            }
            assertThat(state()).as("seed %d, round %d", seed, round).isIn("old", "absent", "new");
            if (state().equals("new")) {
                // Begin anew, with the old one in place.
                io.sparkpipeline.common.file.FileTrees.delete(target);
                Files.writeString(Files.createDirectory(target).resolve("old"), "what was there before");
                new GenerationFile(target).keep(GENERATION);
            }
        }
        CommandRun last = run();
        assertThat(last.exit()).as("seed %d: %s", seed, last.err()).isZero();
        assertThat(state()).isEqualTo("new");
        System.out.println("killed " + killed + " of " + kills + " restores, seed " + seed);
    }

    private String state() throws IOException {
        if (!Files.exists(target)) {
            return "absent";
        }
        List<String> files = files(target);
        if (new GenerationFile(target).highest() != GENERATION) {
            return "without the generation: " + files.size() + " files";
        }
        if (files.equals(List.of(GenerationFile.NAME, "old"))) {
            return "old";
        }
        Path cut = scratch.resolve("cut");
        for (String file : files(cut)) {
            if (!files.contains(file)) {
                return "half: " + file + " is missing";
            }
        }
        return files.size() == files(cut).size() + 501 ? "new" : "half: " + files.size() + " files";
    }
}
