package io.sparkpipeline.common.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of an object's bytes, read on from the last good position when the connection breaks, falls silent or ends early. That
 * the object is still the same is the store's promise ({@link ObjectReader#open}).
 */
final class ResumingInputStream extends InputStream {

    private final ObjectReader store;
    private final ObjectInfo object;
    private final long until;
    private final Retries retries;
    private long position;
    private @Nullable InputStream current;

    ResumingInputStream(
            ObjectReader store, ObjectInfo object, long from, long until, Retries retries, InputStream first) {
        this.store = store;
        this.object = object;
        this.position = from;
        this.until = until;
        this.retries = retries;
        this.current = first;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        if (position >= until) {
            return -1;
        }
        int read = retries.call(() -> readOnce(buffer, offset, length));
        position += read;
        return read;
    }

    private int readOnce(byte[] buffer, int offset, int length) {
        try {
            int read = stream().read(buffer, offset, (int) Math.min(length, until - position));
            if (read < 0) {
                throw new IOException("the body ended at byte " + position + " of " + until);
            }
            return read;
        } catch (IOException | RuntimeException e) {
            close();
            if (e instanceof StoreException known) {
                throw known;
            }
            throw new StoreException(
                    StoreException.Kind.UNREACHABLE,
                    "reading " + object.key() + " broke off at byte " + position + ": " + e.getMessage(),
                    e);
        }
    }

    private InputStream stream() {
        InputStream open = current;
        if (open == null) {
            open = store.open(object, position, until);
            current = open;
        }
        return open;
    }

    @Override
    public void close() {
        InputStream open = current;
        current = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException | RuntimeException e) {
            // The bytes were read or are read again elsewhere: nothing depends on a clean end of this connection.
        }
    }
}
