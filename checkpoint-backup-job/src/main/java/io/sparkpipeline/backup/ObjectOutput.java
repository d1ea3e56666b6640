package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.MultipartUpload;
import io.sparkpipeline.common.store.ObjectWriter;
import io.sparkpipeline.common.store.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one object from a stream of unknown length: what fits a buffer goes in one request, more in parts of a buffer
 * each, which the uploaders send while the next is filled.
 */
final class ObjectOutput extends OutputStream {

    /** What is told when the object is there, whole; the hash is empty when the writer has it by itself. */
    @FunctionalInterface
    interface Stored {
        void stored(long size, String sha256) throws IOException;
    }

    private final ObjectWriter store;
    private final String key;
    private final BufferPool buffers;
    private final Workers uploaders;
    private final Stored stored;
    private final LongConsumer arrived;
    private final @Nullable MessageDigest whole;
    private final AtomicInteger onTheWay = new AtomicInteger(1);
    private @Nullable MultipartUpload multipart;
    private byte @Nullable [] buffer;
    private int filled;
    private int parts;
    private long size;
    private long took;

    /**
     * Begins an object.
     *
     * @param hash whether the hash of all parts together is wanted, which takes its time
     * @param arrived is told, from other threads, how many of the bytes of {@link #took} are in the store
     */
    ObjectOutput(
            ObjectWriter store,
            String key,
            BufferPool buffers,
            Workers uploaders,
            boolean hash,
            LongConsumer arrived,
            Stored stored) {
        this.arrived = arrived;
        this.whole = hash ? Sha256.digest() : null;
        this.store = store;
        this.key = key;
        this.buffers = buffers;
        this.uploaders = uploaders;
        this.stored = stored;
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

    private long takeOver() {
        long carried = took;
        took = 0;
        return carried;
    }

    /** A buffer with room; a full one is sent as a part first. */
    private byte[] room() throws IOException {
        byte[] current = buffer;
        if (current != null && filled == current.length) {
            sendPart(current);
            current = null;
        }
        if (current == null) {
            current = buffers.take();
            buffer = current;
            filled = 0;
        }
        return current;
    }

    private void sendPart(byte[] full) throws IOException {
        MultipartUpload upload = multipart;
        if (upload == null) {
            upload = store.begin(key);
            multipart = upload;
        }
        int length = filled;
        int number = ++parts;
        buffer = null;
        size += length;
        if (whole != null) {
            whole.update(full, 0, length);
        }
        onTheWay.incrementAndGet();
        MultipartUpload to = upload;
        long carried = takeOver();
        uploaders.submit(() -> {
            to.part(number, Chunk.of(full, length));
            buffers.giveBack(full);
            arrived.accept(carried);
            partArrived();
        });
    }

    /** Completes the object once all its parts are there: the one who brings the last does it. */
    private void partArrived() throws IOException {
        if (onTheWay.decrementAndGet() > 0) {
            return;
        }
        MultipartUpload upload = multipart;
        if (upload != null) {
            upload.complete();
            stored.stored(size, whole == null ? "" : Sha256.hex(whole.digest()));
        }
    }

    /** Sends what is left; {@link Stored} is told when the object is there, from another thread. */
    @Override
    public void close() throws IOException {
        byte[] last = buffer;
        if (multipart != null) {
            if (last != null) {
                sendPart(last);
            }
            arrived.accept(takeOver());
            partArrived();
            return;
        }
        byte[] only = last == null ? buffers.take() : last;
        int length = filled;
        buffer = null;
        MessageDigest digest = whole;
        long carried = takeOver();
        uploaders.submit(() -> {
            if (digest != null) {
                digest.update(only, 0, length);
            }
            store.put(key, Chunk.of(only, length));
            buffers.giveBack(only);
            arrived.accept(carried);
            stored.stored(length, digest == null ? "" : Sha256.hex(digest.digest()));
        });
    }
}
