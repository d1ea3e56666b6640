package io.sparkpipeline.common.store;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * Bytes to upload, with the SHA-256 that the store checks them against. The buffer is shared, not copied: it belongs to
 * the store until the call returns.
 */
public final class Chunk {

    private final byte[] buffer;
    private final int length;
    private final byte[] sha256;

    private Chunk(byte[] buffer, int length, byte[] sha256) {
        this.buffer = buffer;
        this.length = length;
        this.sha256 = sha256;
    }

    /** The first {@code length} bytes of the buffer. */
    public static Chunk of(byte[] buffer, int length) {
        MessageDigest digest = Sha256.digest();
        digest.update(buffer, 0, length);
        return new Chunk(buffer, length, digest.digest());
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

    /** As S3 writes checksums. */
    public String sha256Base64() {
        return Base64.getEncoder().encodeToString(sha256);
    }

    /** As the index and the manifest write checksums: lower-case hex. */
    public String sha256Hex() {
        return Sha256.hex(sha256);
    }
}
