package io.sparkpipeline.common.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A range of an object, fetched into a buffer while what is before it is read. */
final class Range {

    private final ObjectReader store;
    private final ObjectInfo object;
    private final long from;
    private final int length;
    private final byte[] buffer;
    private final Consumer<byte[]> giveBack;
    private final CompletableFuture<Integer> fetched = new CompletableFuture<>();
    private volatile boolean wanted = true;

    /** @param giveBack gets the buffer when nobody writes or reads it any more */
    Range(ObjectReader store, ObjectInfo object, long from, int length, byte[] buffer, Consumer<byte[]> giveBack) {
        this.store = store;
        this.object = object;
        this.from = from;
        this.length = length;
        this.buffer = buffer;
        this.giveBack = giveBack;
    }

    Range fetch(Executor threads) {
        threads.execute(() -> {
            try {
                fetched.complete(read());
            } catch (IOException | RuntimeException | Error e) {
                fetched.completeExceptionally(e);
            }
        });
        return this;
    }

    private int read() throws IOException {
        int filled = 0;
        try (InputStream in = store.open(object, from, from + length)) {
            while (filled < length && wanted) {
                int read = in.read(buffer, filled, length - filled);
                if (read < 0) {
                    throw new IOException("the body of " + object.key() + " ended at byte " + (from + filled));
                }
                filled += read;
            }
        }
        return filled;
    }

    /** The bytes, once all are there; closed, the buffer is free. Fails as the fetching did. */
    InputStream stream() throws IOException {
        try {
            int filled = fetched.get();
            return new ByteArrayInputStream(buffer, 0, filled) {
                @Override
                public void close() {
                    giveBack.accept(buffer);
                }
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while reading " + object.key()).initCause(e);
        } catch (ExecutionException e) {
            giveUp();
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IOException("reading " + object.key() + " failed: " + e.getCause(), e);
        }
    }

    /** Nobody will read it: what is on the way ends, and then the buffer is free. */
    void giveUp() {
        wanted = false;
        var unused = fetched.whenComplete((filled, failure) -> giveBack.accept(buffer));
    }
}
