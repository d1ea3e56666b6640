package io.sparkpipeline.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkpipeline.common.checkpoint.CheckpointVerifier.Choice;
import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.time.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cuts where no file can be linked: staged in memory (Linux' /dev/shm), on another volume than the source. */
class CopiedCutTest {

    private static final Path MEMORY = Path.of("/dev/shm");

    /** So large that a thread that waits for the copy to begin is in time to disturb it. */
    private static final int LARGE = 64 << 20;

    @TempDir
    private Path volume;

    private Path source;
    private Path staging;
    private Path shared;
    private CheckpointFixture fixture;
    private final ExecutorService driver = Executors.newSingleThreadExecutor();
    private final ConsistentCut cut =
            new ConsistentCut(Clocks.system(), new CutOptions(Duration.ofSeconds(20), Duration.ofMillis(5)));

    @BeforeEach
    void twoBatches() throws IOException {
        assumeTrue(
                Files.isWritable(MEMORY) && !Files.getFileStore(MEMORY).equals(Files.getFileStore(volume)),
                "skipped: there is no second volume here");
        shared = Files.createTempDirectory(MEMORY, "cut");
        staging = shared.resolve("staging");
        source = Files.createDirectory(volume.resolve("app"));
        fixture = new CheckpointFixture(source);
        fixture.batch(1000);
        fixture.batch(2000);
    }

    @AfterEach
    void emptyMemory() throws IOException {
        driver.shutdownNow();
        if (shared != null) {
            FileTrees.delete(shared);
        }
    }

    @Test
    void everyCopiedCutOfALiveDirectoryIsComplete() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Path log = Files.createDirectories(source.resolve(CheckpointDirectory.RECEIVED_DATA))
                .resolve("log-1-2");
        Files.createFile(log);
        Future<Integer> batches = driver.submit(() -> {
            int batch = 3;
            for (; !stop.get(); batch++) {
                fixture.batch(batch * 1000L);
                Files.writeString(log, "events of batch " + batch + "\n", StandardOpenOption.APPEND);
            }
            return batch;
        });
        int attempts = 0;
        for (int i = 0; i < 20; i++) {
            attempts += cut.take(source, staging).attempts();
            assertIsComplete();
            Path part = staging.resolve(source.relativize(log));
            assertThat(Files.mismatch(part, log))
                    .as("what grows is taken up to where it was")
                    .isIn(-1L, Files.size(part));
            FileTrees.delete(staging);
        }
        stop.set(true);
        System.out.println("20 copied cuts in " + attempts + " attempts while the driver wrote " + batches.get()
                + " batches: none torn");
    }

    @Test
    void aFileThatGrowsWhileItIsCopiedIsCopiedAgain() throws Exception {
        Path savepoint = Files.createDirectories(source.resolve(CheckpointDirectory.SAVEPOINTS))
                .resolve("state");
        Files.write(savepoint, new byte[LARGE]);
        Future<Path> grown = duringTheCopyOf(savepoint, () -> {
            Files.writeString(savepoint, "more", StandardOpenOption.APPEND);
            return Files.setLastModifiedTime(savepoint, FileTime.fromMillis(1));
        });

        Cut taken = cut.take(source, staging);

        assertThat(grown.get()).isEqualTo(savepoint);
        assertThat(taken.attempts()).isEqualTo(2);
        assertThat(Files.mismatch(staging.resolve(source.relativize(savepoint)), savepoint))
                .isEqualTo(-1);
        assertIsComplete();
    }

    @Test
    void aFileThatVanishesWhileItIsCopiedStartsTheCutOver() throws Exception {
        Path part = fixture.rddFolder(0).resolve("part-00001");
        Files.write(part, new byte[LARGE]);
        // The third batch names the first RDD no more, so the driver deletes it.
        Future<CheckpointFile> next = duringTheCopyOf(part, () -> fixture.batch(3000));

        Cut taken = cut.take(source, staging);

        assertThat(taken.checkpointTime()).isEqualTo(next.get().time());
        assertThat(taken.attempts()).isEqualTo(2);
        assertThat(staging.resolve(source.relativize(part))).doesNotExist();
        assertIsComplete();
    }

    private <T> Future<T> duringTheCopyOf(Path file, Callable<T> action) {
        Path copy = staging.resolve(source.relativize(file));
        return driver.submit(() -> {
            while (!Files.exists(copy)) {
                Thread.onSpinWait();
            }
            return action.call();
        });
    }

    private void assertIsComplete() throws IOException {
        Choice choice = new CheckpointVerifier(new CheckpointDirectory(staging)).newestComplete();
        assertThat(choice.rejected()).isEmpty();
        assertThat(choice.complete()).isPresent();
    }
}
