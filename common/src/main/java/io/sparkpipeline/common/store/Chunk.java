package io.sparkpipeline.common.store;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Bytes to upload, with the CRC-32C that the store checks them against: what the way may do to them, it finds at a tenth
 * of the cost of a SHA-256, which the index has of every file. The buffer is shared, not copied: it belongs to the store
 * until the call returns.
 */
public final class Chunk {

    private final byte[] buffer;
    private final int length;
    private final int crc32c;

    private Chunk(byte[] buffer, int length, int crc32c) {
        this.buffer = buffer;
        this.length = length;
        this.crc32c = crc32c;
    }

    /** The first {@code length} bytes of the buffer. */
    public static Chunk of(byte[] buffer, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer, 0, length);
        return new Chunk(buffer, length, (int) crc.getValue());
    }

    /** The whole array. */
    public static Chunk of(byte[] bytes) {
        return of(bytes, bytes.length);
    }

    public int length() {
        return length;
    }

    /** From the beginning, as often as an upload is tried. */
    public InputStream open() {
        return new ByteArrayInputStream(buffer, 0, length);
    }

    /** As S3 writes checksums (Amazon S3 API Reference, x-amz-checksum-crc32c: big-endian, in Base64). */
    public String crc32cBase64() {
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array());
    }
}
