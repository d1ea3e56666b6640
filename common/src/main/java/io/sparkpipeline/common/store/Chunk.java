package io.sparkpipeline.common.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Bytes to upload, with the CRC-32C that the store checks them against: what the way may do to them, it finds at a tenth
 * of the cost of a SHA-256, which the index has of every file. The buffer is shared, not copied: it belongs to the store
 * until the call returns.
 */
public final class Chunk {

    private final Supplier<InputStream> source;
    private final int length;
    private final int crc32c;

    private Chunk(Supplier<InputStream> source, int length, int crc32c) {
        this.source = source;
        this.length = length;
        this.crc32c = crc32c;
    }

    /** The first {@code length} bytes of the buffer. */
    public static Chunk of(byte[] buffer, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer, 0, length);
        return new Chunk(() -> new ByteArrayInputStream(buffer, 0, length), length, (int) crc.getValue());
    }

    /** The whole array. */
    public static Chunk of(byte[] bytes) {
        return of(bytes, bytes.length);
    }

    /**
     * A part of a file, read when it is sent. When it is sent again, its checksum is taken again before: a store refuses
     * bytes that were altered on the way, and ones that the file has no more.
     *
     * @param from its first byte
     * @param length in bytes
     * @param crc32c of the part
     */
    public static Chunk of(Path file, long from, int length, int crc32c) {
        FileRange range = new FileRange(file, from, length);
        AtomicBoolean again = new AtomicBoolean();
        return new Chunk(
                () -> {
                    if (again.getAndSet(true) && range.crc32c() != crc32c) {
                        throw new SourceException(file, new IOException("it changed while it was read"));
                    }
                    return range.open();
                },
                length,
                crc32c);
    }

    public int length() {
        return length;
    }

    /** From the beginning, as often as an upload is tried; fails with {@link SourceException}. */
    public InputStream open() {
        return source.get();
    }

    /** As S3 writes checksums (Amazon S3 API Reference, x-amz-checksum-crc32c: big-endian, in Base64). */
    public String crc32cBase64() {
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array());
    }
}
