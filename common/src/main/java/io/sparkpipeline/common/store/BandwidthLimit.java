package io.sparkpipeline.common.store;

import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.time.Pauses;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The most bytes a second that all streams of a run move together. Each piece waits for the end of its own time, so n
 * bytes never take less than n / rate seconds, however many threads move them.
 */
public final class BandwidthLimit {

    private static final double NANOS = 1e9;

    private final long bytesPerSecond;
    private final LongSupplier nanos;
    private final Predicate<Duration> pause;
    private long busyUntil;

    /**
     * A limit in real time.
     *
     * @param rate a second, over zero
     */
    public static BandwidthLimit of(ByteSize rate) {
        return new BandwidthLimit(rate.bytes(), System::nanoTime, Pauses::pace);
    }

    /**
     * With another clock, for tests.
     *
     * @param nanos a monotonic clock
     * @param pause lets time pass; false when it was interrupted
     */
    BandwidthLimit(long bytesPerSecond, LongSupplier nanos, Predicate<Duration> pause) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("a bandwidth limit is over zero");
        }
        this.bytesPerSecond = bytesPerSecond;
        this.nanos = nanos;
        this.pause = pause;
        this.busyUntil = nanos.getAsLong();
    }

    /** The store under this limit. */
    public ObjectStore on(ObjectStore store) {
        return new LimitedStore(store, this);
    }

    /** How much is read at once: a tenth of a second's, so that no connection falls silent for long. */
    int piece() {
        return (int) Math.max(1, Math.min(1 << 16, bytesPerSecond / 10));
    }

    /** Waits until the bytes may have been moved. */
    void pass(long bytes) {
        Duration wait = reserve(bytes);
        if (!wait.isZero() && !pause.test(wait)) {
            throw new StoreException(
                    StoreException.Kind.REJECTED, "interrupted while waiting for --bandwidth-limit", null);
        }
    }

    private synchronized Duration reserve(long bytes) {
        long now = nanos.getAsLong();
        // Time in which nobody moved anything is not saved up.
        long start = Math.max(busyUntil - now, 0) + now;
        busyUntil = start + (long) (bytes * NANOS / bytesPerSecond);
        return Duration.ofNanos(busyUntil - now);
    }
}
