package io.sparkpipeline.streaming.wal;

import static io.sparkpipeline.streaming.wal.LogFixture.append;
import static io.sparkpipeline.streaming.wal.LogFixture.open;
import static io.sparkpipeline.streaming.wal.LogFixture.options;
import static io.sparkpipeline.streaming.wal.LogFixture.payloads;
import static io.sparkpipeline.streaming.wal.LogFixture.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two drivers on one log, as when a network volume has lost the lock of the first: what it answered stays safe. */
class OvertakenLogTest {

    @TempDir
    Path folder;

    /** The lock of whoever has it now holds nobody off any more. */
    private void loseLock() throws IOException {
        Files.delete(folder.resolve(".lock"));
    }

    private EventLog second() throws IOException {
        loseLock();
        return EventLog.open(folder, options(1_000, 1 << 20), Duration.ofSeconds(5), LogFile::open);
    }

    private static void assertLost(EventLog log) {
        assertThatThrownBy(() -> append(log, "late")).hasCauseInstanceOf(LogUnavailableException.class);
        assertThat(log.isWritable()).isFalse();
        assertThat(log.ended()).hasValueSatisfying(why -> assertThat(why).contains("another driver writes the log"));
        assertThatThrownBy(() -> append(log, "later")).hasCauseInstanceOf(LogUnavailableException.class);
    }

    @Test
    void theOlderDriverAnswersNothingBehindTheNewersSegment() throws Exception {
        try (EventLog older = open(folder)) {
            append(older, "a");
            try (EventLog newer = second()) {
                newer.begin(0, seconds -> {});
                append(newer, "b");

                assertLost(older);

                append(newer, "late");
                assertThat(newer.ended()).isEmpty();
                assertThat(payloads(newer)).containsExactly("a", "b", "late");
            }
        }
        assertThat(EventLog.look(folder).problemsFrom(0)).isEmpty();
        try (EventLog again = open(folder)) {
            assertThat(payloads(again)).containsExactly("a", "b", "late");
        }
    }

    @Test
    void anEmptySegmentOfTheSameNameIsNotShared() throws Exception {
        try (EventLog older = open(folder);
                EventLog newer = second()) {
            newer.begin(0, seconds -> {});
            assertLost(older);
            append(newer, "b");
            assertThat(payloads(newer)).containsExactly("b");
        }
    }

    @Test
    void aDriverDoesNotBeginWhileAnotherStillWrites() throws Exception {
        try (EventLog older = open(folder)) {
            append(older, "a");
            try (EventLog newer = second()) {
                append(older, "b");
                assertThatThrownBy(() -> newer.begin(0, seconds -> {}))
                        .isInstanceOfSatisfying(
                                JobException.class,
                                e -> assertThat(e.exitCode()).isEqualTo(ExitCode.TEMPORARY))
                        .hasMessageContaining("another driver writes to");
            }
            assertThat(segments(folder)).hasSize(1);
            append(older, "c");
        }
        try (EventLog again = open(folder)) {
            assertThat(payloads(again)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void whyItsThreadDiedIsTold() throws Exception {
        try (EventLog log = open(folder, options(1_000, 1 << 20), OvertakenLogTest::dying)) {
            assertThatThrownBy(() -> append(log, "a")).hasCauseInstanceOf(LogUnavailableException.class);
            await().untilAsserted(() -> assertThat(log.ended())
                    .hasValueSatisfying(
                            why -> assertThat(why).contains("has died").contains("StackOverflowError")));
            assertThat(log.isWritable()).isFalse();
        }
    }

    /** A file whose every frame ends the thread that writes it; the header of a segment passes. */
    private static LogFile dying(Path path) throws IOException {
        LogFile real = LogFile.open(path);
        return new LogFile() {
            @Override
            public void append(List<ByteBuffer> buffers) throws IOException {
                if (buffers.get(0).remaining() > SegmentFile.START) {
                    throw new StackOverflowError();
                }
                real.append(buffers);
            }

            @Override
            public void force() throws IOException {
                real.force();
            }

            @Override
            public void truncate(long size) throws IOException {
                real.truncate(size);
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }
}
