package io.sparkpipeline.streaming.wal;

import static io.sparkpipeline.streaming.wal.LogFixture.append;
import static io.sparkpipeline.streaming.wal.LogFixture.events;
import static io.sparkpipeline.streaming.wal.LogFixture.open;
import static io.sparkpipeline.streaming.wal.LogFixture.options;
import static io.sparkpipeline.streaming.wal.LogFixture.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume that is full, read-only or failing, and one whose fsync hangs. */
class FailingVolumeTest {

    @TempDir
    Path folder;

    private volatile @Nullable String fault;
    private final AtomicInteger faults = new AtomicInteger();
    private volatile CountDownLatch forced = new CountDownLatch(0);

    /** A file on a volume with a fault: "append" writes half and fails, "force" fails after writing, "all" fails. */
    private LogFile faulty(Path path) throws IOException {
        fail("all");
        LogFile real = LogFile.open(path);
        return new LogFile() {
            @Override
            public void append(List<ByteBuffer> buffers) throws IOException {
                fail("all");
                if ("append".equals(fault)) {
                    ByteBuffer first = buffers.get(0);
                    real.append(List.of(first.slice(0, first.remaining() / 2)));
                    faults.incrementAndGet();
                    throw new IOException("No space left on device");
                }
                real.append(buffers);
            }

            @Override
            public void force() throws IOException {
                fail("all");
                fail("force");
                real.force();
                try {
                    forced.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public void truncate(long size) throws IOException {
                fail("all");
                real.truncate(size);
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    private void fail(String what) throws IOException {
        if (what.equals(fault)) {
            faults.incrementAndGet();
            throw new IOException("Input/output error");
        }
    }

    @Test
    void whatCannotBeWrittenIsRefusedAndTakenOnceWhenItCan() throws Exception {
        try (EventLog log = open(folder, options(100, 1 << 20), this::faulty)) {
            append(log, "a");
            for (String kind : List.of("append", "force", "all")) {
                fault = kind;
                assertThatThrownBy(() -> append(log, "a", kind))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(LogUnavailableException.class);
                assertThat(log.isWritable()).isFalse();
                assertThatThrownBy(() -> append(log, kind)).isInstanceOf(ExecutionException.class);
                assertThat(log.end()).isEqualTo(payloads(log).size());
                // It stays so while it is tried again, as a volume that is full does.
                int before = faults.get();
                await().until(() -> faults.get() >= before + 2);
                assertThat(log.ended()).isEmpty();
                fault = null;
                await().until(log::isWritable);
                assertThat(append(log, "a", kind)).isEqualTo(new Appended(1, 1));
            }
            assertThat(payloads(log)).containsExactly("a", "append", "force", "all");
        }
        try (EventLog log = open(folder)) {
            assertThat(log.content().problems()).isEmpty();
            assertThat(payloads(log)).containsExactly("a", "append", "force", "all");
        }
    }

    @Test
    void nobodyHearsOfSafetyBeforeTheDiskNotEvenWhoSendsADuplicate() throws Exception {
        try (EventLog log = open(folder, options(100, 1 << 20), this::faulty)) {
            append(log, "a");
            forced = new CountDownLatch(1);
            CompletableFuture<Appended> first = log.append(events("b"));
            CompletableFuture<Appended> second = log.append(events("b"));
            assertThatThrownBy(() -> second.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(first).isNotDone();
            assertThat(log.end()).isEqualTo(1);
            forced.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS).accepted()
                            + second.get(20, TimeUnit.SECONDS).accepted())
                    .isEqualTo(1);
            assertThat(log.end()).isEqualTo(2);
        }
    }

    @Test
    void withoutTheLogNobodyWaitsForTheDisk() throws Exception {
        LogOptions options = new LogOptions(100, false, Clock.fixed(LogFixture.NOW, java.time.ZoneOffset.UTC));
        try (EventLog log = open(folder, options, this::faulty)) {
            forced = new CountDownLatch(1);
            assertThat(append(log, "a")).isEqualTo(new Appended(1, 0));
            assertThat(log.end()).isZero();
            forced.countDown();
            await().until(() -> log.end() == 1);
        }
    }

    @Test
    void aSecondDriverIsKeptOut() throws Exception {
        try (EventLog log = open(folder)) {
            append(log, "a");
            assertThatThrownBy(() ->
                            EventLog.open(folder, options(10, 100), java.time.Duration.ofMillis(50), LogFile::open))
                    .isInstanceOfSatisfying(
                            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.TEMPORARY));
        }
        open(folder).close();
    }
}
