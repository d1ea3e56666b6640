package io.sparkpipeline.streaming.wal;

import static io.sparkpipeline.streaming.wal.LogFixture.append;
import static io.sparkpipeline.streaming.wal.LogFixture.open;
import static io.sparkpipeline.streaming.wal.LogFixture.options;
import static io.sparkpipeline.streaming.wal.LogFixture.payloads;
import static io.sparkpipeline.streaming.wal.LogFixture.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {

    @TempDir
    Path folder;

    @Test
    void eventsAreNumberedInTheirOrderAndReadBackAfterReopening() throws Exception {
        try (EventLog log = open(folder)) {
            assertThat(append(log, "a", "b")).isEqualTo(new Appended(2, 0));
            assertThat(append(log, "c")).isEqualTo(new Appended(1, 0));
            assertThat(log.end()).isEqualTo(3);
            assertThat(payloads(log)).containsExactly("a", "b", "c");
        }
        try (EventLog log = open(folder)) {
            assertThat(log.end()).isEqualTo(3);
            append(log, "d");
            assertThat(payloads(log)).containsExactly("a", "b", "c", "d");
            assertThat(payloads(log, 1, 3, 2)).containsExactly("b", "c");
            LogSlice slice = log.slices(0, 4, 1).get(0);
            try (SliceReader reader = new SliceReader(slice)) {
                assertThat(reader.next().timeMillis()).isEqualTo(LogFixture.NOW.toEpochMilli());
            }
        }
    }

    @Test
    void anIdIsTakenOnceInOneRequestInTwoAndAfterReopening() throws Exception {
        try (EventLog log = open(folder)) {
            assertThat(append(log, "a", "b", "a")).isEqualTo(new Appended(2, 1));
            assertThat(append(log, "b", "c")).isEqualTo(new Appended(1, 1));
            List<NewEvent> without =
                    List.of(new NewEvent(new byte[] {'x'}, null), new NewEvent(new byte[] {'x'}, null));
            assertThat(log.append(without).get(20, TimeUnit.SECONDS)).isEqualTo(new Appended(2, 0));
        }
        try (EventLog log = open(folder)) {
            assertThat(append(log, "a", "b", "c")).isEqualTo(new Appended(0, 3));
            assertThat(payloads(log)).containsExactly("a", "b", "c", "x", "x");
        }
    }

    @Test
    void anIdIsForgottenBehindTheWindowAndNotBefore() throws Exception {
        LogOptions options = options(3, 1 << 20);
        try (EventLog log = open(folder, options, LogFile::open)) {
            append(log, "a");
            append(log, "b", "c");
            assertThat(append(log, "a")).isEqualTo(new Appended(0, 1));
            append(log, "d");
            assertThat(append(log, "b")).isEqualTo(new Appended(0, 1));
            assertThat(append(log, "a")).isEqualTo(new Appended(1, 0));
        }
        try (EventLog log = open(folder, options, LogFile::open)) {
            assertThat(append(log, "c", "d", "a")).isEqualTo(new Appended(0, 3));
            assertThat(append(log, "b")).isEqualTo(new Appended(1, 0));
        }
    }

    @Test
    void segmentsRollAndAreReadAcrossTheirBorders() throws Exception {
        try (EventLog log = open(folder, options(1_000, 300), LogFile::open)) {
            for (int i = 0; i < 40; i++) {
                append(log, "event-" + i);
            }
            assertThat(segments(folder)).hasSizeGreaterThan(5);
            List<String> all =
                    IntStream.range(0, 40).mapToObj(i -> "event-" + i).toList();
            for (int slices = 1; slices < 50; slices += 6) {
                assertThat(payloads(log, 0, 40, slices)).isEqualTo(all);
                assertThat(payloads(log, 7, 31, slices)).isEqualTo(all.subList(7, 31));
            }
            assertThat(log.bytesFrom(40)).isZero();
            assertThat(log.bytesFrom(0)).isGreaterThan(40 * 30);
        }
        try (EventLog log = open(folder, options(1_000, 300), LogFile::open)) {
            assertThat(log.end()).isEqualTo(40);
            assertThat(append(log, "event-0", "event-39")).isEqualTo(new Appended(0, 2));
        }
    }

    @Test
    void segmentsAreRemovedOnlyWhenNobodyNeedsThemAndTheirIdsAreForgotten() throws Exception {
        LogOptions options = options(10, 200);
        try (EventLog log = open(folder, options, LogFile::open)) {
            for (int i = 0; i < 40; i++) {
                append(log, "event-" + i);
            }
            assertThat(log.canRemoveBefore(0)).isFalse();
            log.removeBefore(0);
            assertThat(log.first()).isZero();
            log.removeBefore(15);
            assertThat(log.first()).isPositive().isLessThanOrEqualTo(15);
            log.removeBefore(40);
            assertThat(log.first()).isLessThanOrEqualTo(30);
            assertThat(payloads(log, log.first(), 40, 3)).hasSize((int) (40 - log.first()));
            assertThat(append(log, "event-30", "event-35")).isEqualTo(new Appended(0, 2));
        }
        assertThat(EventLog.firstOffset(folder)).isPositive();
        try (EventLog log = open(folder, options, LogFile::open)) {
            assertThat(log.end()).isEqualTo(40);
            assertThat(append(log, "event-30", "event-39")).isEqualTo(new Appended(0, 2));
        }
    }

    @Test
    void requestsAtTheSameTimeWithTheSameIdsAreTakenOnce() throws Exception {
        try (EventLog log = open(folder)) {
            List<CompletableFuture<Appended>> answers = new ArrayList<>();
            IntStream.range(0, 400).parallel().forEach(i -> {
                CompletableFuture<Appended> answer = log.append(LogFixture.events("id-" + i % 50, "id-" + i % 7));
                synchronized (answers) {
                    answers.add(answer);
                }
            });
            int accepted = 0;
            for (CompletableFuture<Appended> answer : answers) {
                accepted += answer.get(20, TimeUnit.SECONDS).accepted();
            }
            assertThat(accepted).isEqualTo(50);
            assertThat(payloads(log)).hasSize(50).doesNotHaveDuplicates();
        }
    }

    @Test
    void anEmptyLogThatGoesOnLaterBeginsThere() throws Exception {
        try (EventLog log = EventLog.open(folder, options(10, 1_000))) {
            log.begin(77, seconds -> {});
            append(log, "a");
            assertThat(log.first()).isEqualTo(77);
            assertThat(log.end()).isEqualTo(78);
        }
        assertThat(EventLog.look(folder).first()).isEqualTo(77);
        assertThat(EventLog.look(folder).problems()).isEmpty();
    }

    @Test
    void aReaderFailsWhereAnEventIsNotThere() throws Exception {
        try (EventLog log = open(folder)) {
            append(log, "a", "b");
            LogSlice slice = log.slices(0, 2, 1).get(0);
            SliceReader tooFar = new SliceReader(new LogSlice(slice.file(), slice.position(), 0, 3));
            tooFar.next();
            tooFar.next();
            assertThatThrownBy(tooFar::next)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("event 2");
            tooFar.close();
            Files.delete(Path.of(slice.file()));
            assertThatThrownBy(new SliceReader(slice)::next).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void aStopEndsTheWaitForAnotherDriver() throws Exception {
        try (EventLog log = open(folder)) {
            AtomicInteger looks = new AtomicInteger();
            assertThat(EventLog.open(
                            folder,
                            options(10, 1_000),
                            Duration.ofMinutes(1),
                            LogFile::open,
                            () -> looks.incrementAndGet() > 2))
                    .isEmpty();
            append(log, "a");
            assertThat(payloads(log)).containsExactly("a");
        }
        assertThat(EventLog.open(folder, options(10, 1_000), () -> false).orElseThrow())
                .satisfies(EventLog::close);
    }
}
