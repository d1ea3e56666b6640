package io.sparkpipeline.backup;

import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one object from a stream of unknown length: what fits a buffer goes in one request, more in parts of a buffer
 * each, which the uploaders send while the next is filled.
 */
final class ObjectOutput extends OutputStream {

    /** What is told when the object is there, whole. */
    @FunctionalInterface
    interface Stored {
        void stored(long size, String sha256) throws IOException;
    }

    private final BufferPool buffers;
    private final LongConsumer arrived;
    private final ObjectParts parts;
    private final MessageDigest whole = Sha256.digest();
    private byte @Nullable [] buffer;
    private int filled;
    private long size;
    private long took;

    /** @param arrived is told, from other threads, how many of the bytes of {@link #took} are in the store */
    ObjectOutput(Destination to, BufferPool buffers, LongConsumer arrived, Stored stored) {
        this.buffers = buffers;
        this.arrived = arrived;
        this.parts = new ObjectParts(to, () -> stored.stored(size, Sha256.hex(whole.digest())));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            byte[] into = room();
            int count = Math.min(left, into.length - filled);
            System.arraycopy(bytes, from, into, filled, count);
            filled += count;
            from += count;
            left -= count;
        }
    }

    /** Notes that so many bytes of files went into what was written, in a tar or compressed perhaps. */
    void took(long fileBytes) {
        took += fileBytes;
    }

    /** A buffer with room; a full one is sent as a part first. */
    private byte[] room() throws IOException {
        byte[] current = buffer;
        if (current != null && filled == current.length) {
            part(current);
            current = null;
        }
        if (current == null) {
            current = buffers.take();
            buffer = current;
            filled = 0;
        }
        return current;
    }

    private void part(byte[] full) throws IOException {
        int length = filled;
        buffer = null;
        size += length;
        whole.update(full, 0, length);
        parts.part(() -> Chunk.of(full, length), sent(full));
    }

    private Runnable sent(byte[] content) {
        long carried = took;
        took = 0;
        return () -> {
            buffers.giveBack(content);
            arrived.accept(carried);
        };
    }

    /** Sends what is left; {@link Stored} is told when the object is there, from another thread. */
    @Override
    public void close() throws IOException {
        byte[] last = buffer;
        if (parts.begun()) {
            if (last != null) {
                part(last);
            }
            parts.end();
            return;
        }
        byte[] only = last == null ? buffers.take() : last;
        int length = filled;
        buffer = null;
        size = length;
        parts.whole(
                () -> {
                    // By the uploader, so that the packer goes on meanwhile.
                    whole.update(only, 0, length);
                    return Chunk.of(only, length);
                },
                sent(only));
    }
}
