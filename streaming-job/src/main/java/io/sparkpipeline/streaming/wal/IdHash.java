package io.sparkpipeline.streaming.wal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * An event's id in 16 bytes: the first half of its SHA-256, so that ids of any length cost the same and nobody can make
 * two that are taken for one.
 *
 * @param high the first 8 bytes
 * @param low the other 8 bytes
 */
public record IdHash(long high, long low) {

    static final int BYTES = 16;

    /** That of an id. */
    public static IdHash of(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(digest);
            return new IdHash(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
