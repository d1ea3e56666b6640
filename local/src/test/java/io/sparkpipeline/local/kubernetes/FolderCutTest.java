package io.sparkpipeline.local.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.time.Pauses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCutTest {

    private static final int PARTS = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path work;

    /** Parts first, then the metadata that names them, then the oldest go: as a driver writes. */
    @Test
    void aCutUnderAWriterIsNeverTorn() throws Exception {
        Path live = Files.createDirectories(work.resolve("live"));
        writeRound(live, 0);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Exception> failed = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            try {
                for (int round = 1; !stop.get() && Pauses.pace(Duration.ofMillis(40)); round++) {
                    writeRound(live, round);
                }
            } catch (IOException e) {
                failed.set(e);
            }
        });
        writer.start();
        for (int cut = 0; cut < 25; cut++) {
            Path target = work.resolve("cut-" + cut);
            FolderCut.take(live, target, Duration.ofSeconds(20));
            Path named = target.resolve(Files.readString(target.resolve("metadata")));
            for (int part = 0; part < PARTS; part++) {
                assertThat(named.resolve("part-" + part)).hasContent("state of " + named.getFileName());
            }
        }
        stop.set(true);
        writer.join();
        assertThat(failed.get()).isNull();
    }

    @Test
    void aFileThatGrowsBehindItsLinkIsCopiedAsItWas() throws IOException {
        Path live = Files.createDirectories(work.resolve("live"));
        Path log = Files.writeString(live.resolve("log"), "before");
        Map<Path, Long> sizes = FolderCut.take(live, work.resolve("links"), Duration.ofSeconds(5));
        Files.writeString(log, " and after", StandardOpenOption.APPEND);

        Folders.copy(work.resolve("links"), work.resolve("copy"), sizes);

        assertThat(work.resolve("copy/log")).hasContent("before");
        assertThat(log).hasContent("before and after");
    }

    @Test
    void whatChangesDuringTheCutMakesItTakenAgain() throws IOException {
        Path live = Files.createDirectories(work.resolve("live"));
        writeRound(live, 0);
        AtomicInteger looks = new AtomicInteger();

        FolderCut.take(live, work.resolve("links"), Duration.ofSeconds(5), () -> {
            if (looks.incrementAndGet() == 1) {
                uncheckedRound(live, 1);
            }
        });

        assertThat(looks).hasValue(2);
        assertThat(work.resolve("links/metadata")).hasContent("rdd-1");
    }

    @Test
    void withoutAQuietMomentItFailsAndLeavesNothing() throws IOException {
        Path live = Files.createDirectories(work.resolve("live"));
        AtomicInteger round = new AtomicInteger();

        assertThatThrownBy(() -> FolderCut.take(
                        live,
                        work.resolve("links"),
                        Duration.ofMillis(200),
                        () -> uncheckedRound(live, round.incrementAndGet())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no quiet moment");
        assertThat(work.resolve("links")).doesNotExist();
    }

    private static void uncheckedRound(Path live, int round) {
        try {
            writeRound(live, round);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeRound(Path live, int round) throws IOException {
        Path rdd = Files.createDirectories(live.resolve("rdd-" + round));
        for (int part = 0; part < PARTS; part++) {
            Files.writeString(rdd.resolve("part-" + part), "state of rdd-" + round);
        }
        Files.writeString(live.resolve("temp"), "rdd-" + round);
        Files.move(live.resolve("temp"), live.resolve("metadata"), StandardCopyOption.ATOMIC_MOVE);
        if (round >= 2) {
            FileTrees.delete(live.resolve("rdd-" + (round - 2)));
        }
    }
}
