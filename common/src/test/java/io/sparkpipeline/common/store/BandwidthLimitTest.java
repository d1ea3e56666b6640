package io.sparkpipeline.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The rate is measured on the test's own clock, which passes only while the limit waits. */
class BandwidthLimitTest extends SharedServerTestBase {

    private static final long RATE = 1 << 20;
    private static final byte[] CONTENT = new byte[3 << 20];

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
    private final BandwidthLimit limit = new BandwidthLimit(RATE, clock::get, this::wait);

    private boolean wait(Duration time) {
        clock.addAndGet(time.toNanos());
        return true;
    }

    private double bytesPerSecond(long bytes, long since) {
        return bytes / ((clock.get() - since) / 1e9);
    }

    @Test
    void anUploadAndADownloadKeepTheRate() throws IOException {
        ObjectStore limited = limit.on(store);
        long began = clock.get();

        limited.put("limited", Chunk.of(CONTENT));
        assertThat(bytesPerSecond(CONTENT.length, began)).isCloseTo(RATE, within(RATE * 0.001));

        long read = clock.get();
        try (ObjectContent content = limited.open("limited")) {
            assertThat(content.body().readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(bytesPerSecond(CONTENT.length, read)).isCloseTo(RATE, within(RATE * 0.001));

        long second = clock.get();
        ObjectInfo info = store.head("limited").orElseThrow();
        try (InputStream rest = limited.open(info, CONTENT.length / 2, CONTENT.length)) {
            rest.readAllBytes();
        }
        assertThat(bytesPerSecond(CONTENT.length / 2, second)).isCloseTo(RATE, within(RATE * 0.001));
    }

    @Test
    void partsAreCountedToo() {
        long began = clock.get();
        MultipartUpload upload = limit.on(store).begin("parts");
        upload.part(1, Chunk.of(new byte[5 << 20]));
        upload.part(2, Chunk.of(CONTENT));
        upload.complete();

        assertThat(bytesPerSecond(8 << 20, began)).isCloseTo(RATE, within(RATE * 0.001));
    }

    @Test
    void aPauseIsNotSavedUpForLater() {
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        long began = clock.get();
        limit.pass(2 * RATE);

        assertThat(Duration.ofNanos(clock.get() - began)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anInterruptEndsTheWait() {
        BandwidthLimit interrupted = new BandwidthLimit(RATE, clock::get, time -> false);

        assertThatThrownBy(() -> interrupted.pass(RATE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("--bandwidth-limit");
    }
}
