package io.sparkpipeline.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.checkpoint.CheckpointVerifier.Choice;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsistentCutTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path volume;

    private Path source;
    private CheckpointFixture fixture;
    private final ConsistentCut cut = new ConsistentCut(
            Clock.fixed(NOW, ZoneOffset.UTC), new CutOptions(Duration.ofSeconds(20), Duration.ofMillis(5)));

    @BeforeEach
    void twoBatches() throws IOException {
        source = Files.createDirectory(volume.resolve("app"));
        fixture = new CheckpointFixture(source);
        fixture.batch(1000);
        fixture.batch(2000);
    }

    @Test
    void aCutHoldsTheNewestMetadataAndWhatItNamesAndNothingElse() throws IOException {
        Files.writeString(source.resolve("temp"), "half");
        Files.writeString(source.resolve(".checkpoint-2000.crc"), "sums");
        Files.createDirectories(source.resolve(CheckpointDirectory.REJECTED));
        Files.writeString(source.resolve(CheckpointDirectory.REJECTED).resolve("checkpoint-1"), "bad");
        Path staging = volume.resolve("staging");
        Cut taken = cut.take(source, staging);
        assertThat(taken.checkpointTime()).isEqualTo(Instant.ofEpochMilli(2000));
        assertThat(taken.cutTime()).isEqualTo(NOW);
        assertThat(taken.checkpointRoot()).isEqualTo("file:" + source);
        assertThat(new CheckpointDirectory(staging).metadataNewestFirst())
                .extracting(CheckpointFile::name)
                .containsExactly("checkpoint-2000");
        Choice choice = new CheckpointVerifier(new CheckpointDirectory(staging)).newestComplete();
        assertThat(choice.complete()).isPresent();
        assertThat(files(staging)).hasSize((int) taken.files()).hasSize(1 + 2 * (CheckpointFixture.PARTS + 1));
    }

    @Test
    void dataIsLinkedAndALogIsFrozenAtItsLength() throws IOException {
        Path log =
                source.resolve(CheckpointDirectory.RECEIVED_DATA).resolve("0").resolve("log-1-2");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "before");
        Path staging = volume.resolve("staging");
        cut.take(source, staging);
        Files.writeString(log, "after", StandardOpenOption.APPEND);
        assertThat(staging.resolve(source.relativize(log))).hasContent("before");
        Path part = fixture.rddFolder(1).resolve("part-00000");
        assertThat(Files.isSameFile(part, staging.resolve(source.relativize(part))))
                .isTrue();
    }

    @Test
    void aSavepointThatIsBeingWrittenIsNotPartOfTheCut() throws IOException {
        Path savepoints = Files.createDirectory(source.resolve(CheckpointDirectory.SAVEPOINTS));
        Path whole = Files.createDirectory(savepoints.resolve("20260101T000000.000Z"));
        Files.writeString(whole.resolve("part-00000"), "whole");
        Path begun = Files.createDirectory(savepoints.resolve(".20260101T000100.000Z-1c0ffee5"));
        Files.writeString(begun.resolve("part-00000"), "ha");
        Path staging = volume.resolve("staging");
        Cut taken = cut.take(source, staging);
        Files.writeString(begun.resolve("part-00000"), "lf", StandardOpenOption.APPEND);
        assertThat(files(staging)).hasSize((int) taken.files());
        assertThat(files(staging).stream()
                        .mapToLong(file -> file.toFile().length())
                        .sum())
                .isEqualTo(taken.bytes());
        assertThat(staging.resolve(CheckpointDirectory.SAVEPOINTS))
                .isDirectoryContaining(folder -> folder.getFileName().equals(whole.getFileName()))
                .isDirectoryNotContaining(
                        folder -> folder.getFileName().toString().startsWith("."));
    }

    @Test
    void aLinkAndASpecialFileAreLeftOut() throws Exception {
        Path savepoints = Files.createDirectory(source.resolve(CheckpointDirectory.SAVEPOINTS));
        Files.createSymbolicLink(savepoints.resolve("link"), Path.of("/etc/passwd"));
        assertThat(new ProcessBuilder("mkfifo", savepoints.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createSymbolicLink(source.resolve(CheckpointDirectory.RECEIVED_DATA), Path.of("/etc"));
        Path staging = volume.resolve("staging");
        Cut taken = cut.take(source, staging);
        assertThat(files(staging)).hasSize((int) taken.files()).hasSize(1 + 2 * (CheckpointFixture.PARTS + 1));
    }

    @Test
    void ofTheEventLogWholeSegmentsAreLinkedAndTheNewestIsFrozenAtItsLength() throws IOException {
        Path log = Files.createDirectory(source.resolve(CheckpointDirectory.EVENT_LOG));
        Path old = Files.writeString(log.resolve("00000000000000000000.log"), "whole");
        Path newest = Files.writeString(log.resolve("00000000000000000007.log"), "before");
        Files.writeString(log.resolve(".lock"), "");
        Path staging = volume.resolve("staging");
        Cut taken = cut.take(source, staging);
        Files.writeString(newest, "after", StandardOpenOption.APPEND);
        assertThat(staging.resolve(source.relativize(newest))).hasContent("before");
        assertThat(Files.isSameFile(old, staging.resolve(source.relativize(old))))
                .isTrue();
        assertThat(files(staging)).hasSize((int) taken.files()).noneMatch(file -> file.endsWith(".lock"));
    }

    /** The driver may remove a segment for a newer checkpoint while a slow cut still is at an older one. */
    @Test
    void aCutWhoseEventLogLacksWhatItsCheckpointReadsIsRefused() throws IOException {
        Path log = Files.createDirectory(source.resolve(CheckpointDirectory.EVENT_LOG));
        fixture.batchReading(3000, CheckpointDirectory.EVENT_LOG_TOPIC, 50);
        assertThatThrownBy(() -> cut.take(source, volume.resolve("staging")))
                .isInstanceOfSatisfying(
                        JobException.class,
                        e -> assertThat(e.happened()).contains("begins with nothing and not with event 50"));
        Files.writeString(log.resolve("00000000000000000051.log"), "later");
        assertThatThrownBy(() -> cut.take(source, volume.resolve("staging")))
                .isInstanceOfSatisfying(
                        JobException.class,
                        e -> assertThat(e.happened())
                                .contains("begins with 00000000000000000051.log and not with event 50"));
        Files.writeString(log.resolve("00000000000000000040.log"), "what it reads");
        Cut taken = cut.take(source, volume.resolve("staging"));
        assertThat(taken.offsets().byTopic().get(CheckpointDirectory.EVENT_LOG_TOPIC))
                .containsEntry(0, 50L);
    }

    @Test
    void everyCutOfALiveDirectoryIsComplete() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService driver = Executors.newSingleThreadExecutor();
        try {
            Future<Long> batches = driver.submit(() -> writeUntil(stop));
            int attempts = 0;
            for (int i = 0; i < 60; i++) {
                Path staging = volume.resolve("staging-" + i);
                attempts += cut.take(source, staging).attempts();
                Choice choice = new CheckpointVerifier(new CheckpointDirectory(staging)).newestComplete();
                assertThat(choice.rejected()).isEmpty();
                assertThat(choice.complete()).isPresent();
            }
            stop.set(true);
            System.out.println("60 cuts in " + attempts + " attempts while the driver wrote " + batches.get()
                    + " batches: none torn");
        } finally {
            stop.set(true);
            driver.shutdown();
        }
    }

    private long writeUntil(AtomicBoolean stop) throws IOException {
        long time = 3000;
        for (; !stop.get(); time += 1000) {
            fixture.batch(time);
            fixture.metadata(time);
        }
        return (time - 3000) / 1000;
    }

    @Test
    void anUnusedAMissingAndADamagedSourceAreRefused() throws IOException {
        Path staging = volume.resolve("staging");
        assertThatThrownBy(() -> cut.take(volume.resolve("none"), staging))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
        Path empty = Files.createDirectory(volume.resolve("empty"));
        assertThatThrownBy(() -> cut.take(empty, staging))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED));
        Files.delete(fixture.rddFolder(1).resolve("part-00003"));
        assertThatThrownBy(() -> cut.take(source, staging)).isInstanceOfSatisfying(JobException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(e.happened()).contains("has 3 of 4 parts");
        });
        assertThat(files(staging)).isEmpty();
    }

    @Test
    void aStateThatLostItsPartitionerAndItsLastPartIsRefused() throws IOException {
        fixture.ofOurOwn().metadata(2000);
        Files.delete(fixture.rddFolder(1).resolve(RddFolder.PARTITIONER));
        Files.delete(fixture.rddFolder(1).resolve("part-00003"));
        assertThatThrownBy(() -> cut.take(source, volume.resolve("staging")))
                .isInstanceOfSatisfying(JobException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED);
                    assertThat(e.happened()).contains("has 3 of 4 parts");
                });
    }

    @Test
    void whatIsNoCheckpointIsNotTakenForOne() throws IOException {
        byte[] other = SparkObjects.serialized(new ArrayList<>(List.of("no checkpoint")));
        Files.write(source.resolve("checkpoint-2000"), CheckpointFixture.compressed(other));
        assertThatThrownBy(() -> cut.take(source, volume.resolve("staging")))
                .isInstanceOfSatisfying(JobException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED);
                    assertThat(e.happened())
                            .contains("checkpoint-2000 holds no Spark checkpoint but java.util.ArrayList");
                });
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
