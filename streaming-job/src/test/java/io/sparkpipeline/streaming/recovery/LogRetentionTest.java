package io.sparkpipeline.streaming.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFixture;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.streaming.savepoint.SavepointManifest;
import io.sparkpipeline.streaming.savepoint.SavepointStore;
import io.sparkpipeline.streaming.wal.EventLog;
import io.sparkpipeline.streaming.wal.LogOptions;
import io.sparkpipeline.streaming.wal.NewEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of 100 events in segments of a few each; ids are remembered of the newest 10. */
class LogRetentionTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private EventLog log;
    private LogRetention retention;
    private CheckpointFixture checkpoints;

    @BeforeEach
    void fill() throws Exception {
        checkpoints = new CheckpointFixture(folder);
        log = EventLog.open(
                folder.resolve(CheckpointDirectory.EVENT_LOG),
                new LogOptions(10, true, 200, Clock.fixed(NOW, ZoneOffset.UTC)));
        log.begin(0, seconds -> {});
        for (int i = 0; i < 100; i++) {
            byte[] payload = ("event " + i).getBytes(StandardCharsets.UTF_8);
            log.append(List.of(new NewEvent(payload, null))).get(20, TimeUnit.SECONDS);
        }
        retention = new LogRetention(folder, log, Duration.ZERO);
    }

    @AfterEach
    void close() throws IOException {
        log.close();
    }

    private void checkpoint(long time, long offset) throws IOException {
        checkpoints.batchReading(time, CheckpointDirectory.EVENT_LOG_TOPIC, offset);
    }

    private Path savepoint(Instant time, long offset) throws IOException {
        SavepointStore store = new SavepointStore(folder);
        return store.commit(
                        store.begin(time),
                        new SavepointManifest(
                                SavepointManifest.FORMAT,
                                "app",
                                time,
                                "some.Pipeline",
                                "1",
                                KafkaOffsets.of(Map.of(CheckpointDirectory.EVENT_LOG_TOPIC, Map.of(0, offset))),
                                0,
                                null,
                                null,
                                List.of()))
                .folder();
    }

    private long firstAfter(long counted) {
        retention.look(counted);
        return log.first();
    }

    @Test
    void theOldestCheckpointAndTheOldestSavepointKeepWhatTheyRead() throws IOException {
        checkpoint(1_000, 30);
        checkpoint(2_000, 60);
        Path old = savepoint(NOW, 12);
        savepoint(NOW.plusSeconds(60), 50);
        assertThat(firstAfter(90)).isBetween(6L, 12L);
        new SavepointStore(folder).prune(1, java.util.Set.of());
        assertThat(old).doesNotExist();
        assertThat(firstAfter(90)).isBetween(24L, 30L);
        Files.delete(folder.resolve("checkpoint-1000"));
        assertThat(firstAfter(90)).isBetween(44L, 50L);
    }

    @Test
    void whatIsNotCountedAndWhatTheIdsAreRebuiltFromStays() throws IOException {
        checkpoint(1_000, 100);
        assertThat(firstAfter(20)).isBetween(14L, 20L);
        assertThat(firstAfter(100)).isBetween(84L, 90L);
    }

    @Test
    void withoutACheckpointOrWithOneThatCannotBeReadNothingIsRemoved() throws IOException {
        assertThat(firstAfter(100)).isZero();
        checkpoint(1_000, 100);
        Files.writeString(folder.resolve("checkpoint-2000"), "damaged");
        assertThat(retention.isBlocked()).isFalse();
        assertThat(firstAfter(100)).isZero();
        assertThat(retention.isBlocked()).isTrue();
        Files.delete(folder.resolve("checkpoint-2000"));
        Path savepoint = savepoint(NOW, 100);
        Files.writeString(savepoint.resolve(SavepointManifest.FILE), "{}");
        assertThat(firstAfter(100)).isZero();
    }

    @Test
    void whatKeptItIsForgottenWhenItCanBeReadAgain() throws IOException {
        checkpoint(1_000, 100);
        Path damaged = Files.writeString(folder.resolve("checkpoint-2000"), "damaged");
        retention.look(100);
        assertThat(retention.isBlocked()).isTrue();
        Files.delete(damaged);
        assertThat(firstAfter(100)).isPositive();
        assertThat(retention.isBlocked()).isFalse();
    }
}
