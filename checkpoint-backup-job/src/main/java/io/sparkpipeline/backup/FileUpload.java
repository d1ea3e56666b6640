package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.StoredFile;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Uploads a file of a cut as an object of its own. It is read once for its hashes; the uploaders read each part again as
 * they send it, from the page cache as a rule, so any number of parts is on the way and none in the heap.
 */
final class FileUpload {

    private static final int READ = 1 << 16;

    /** S3 takes 10,000 parts (Amazon S3 User Guide, multipart upload limits). */
    private static final long MOST_PARTS = 9_000;

    private final SourceFile file;
    private final int part;
    private final LongConsumer arrived;
    private final ObjectParts parts;
    private final MessageDigest whole = Sha256.digest();
    private final CompletableFuture<StoredFile> stored = new CompletableFuture<>();

    /** What is told, by an uploader, when the object is there. */
    @FunctionalInterface
    interface Stored {
        void stored(StoredFile file) throws IOException;
    }

    /** @param arrived is told, from other threads, how many more bytes are in the store */
    FileUpload(SourceFile file, Destination to, LongConsumer arrived, Stored told) {
        this.file = file;
        this.part = partSize(file.size());
        this.arrived = arrived;
        this.parts = new ObjectParts(to, () -> told.stored(stored.join()));
    }

    /** The size of the parts of a file of that size, in bytes. */
    static int partSize(long size) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(PackSizes.PART, size / MOST_PARTS + 1));
    }

    /** Reads the file and hands its parts over; waits while enough are on the way. */
    void run() throws IOException {
        try (InputStream in = Files.newInputStream(file.file())) {
            long from = 0;
            do {
                int length = (int) Math.min(part, file.size() - from);
                send(Chunk.of(file.file(), from, length, checksum(in, length)));
                from += length;
            } while (from < file.size());
        }
        stored.complete(new StoredFile(file.path(), file.size(), Sha256.hex(whole.digest())));
        parts.end();
    }

    private int checksum(InputStream in, int length) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[READ];
        for (int left = length; left > 0; ) {
            int read = in.read(buffer, 0, Math.min(buffer.length, left));
            if (read < 0) {
                throw file.becameShorter();
            }
            whole.update(buffer, 0, read);
            crc.update(buffer, 0, read);
            left -= read;
        }
        return (int) crc.getValue();
    }

    private void send(Chunk chunk) throws IOException {
        Runnable sent = () -> arrived.accept(chunk.length());
        if (chunk.length() == file.size()) {
            parts.whole(() -> chunk, sent);
        } else {
            parts.part(() -> chunk, sent);
        }
    }
}
