package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.store.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Finds a path that comes twice, in 16 bytes a path at most: it keeps 64 bits of each path's SHA-256. Of a million
 * different paths two agree by chance once in 37 million backups, and then a good backup is refused, never a bad one
 * taken.
 */
final class PathSet {

    private final MessageDigest digest = Sha256.digest();
    private long[] slots = new long[1 << 10];
    private int size;

    /** Whether the path was not there yet. */
    boolean add(String path) {
        long hash = ByteBuffer.wrap(digest.digest(path.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        if (size * 3L > slots.length * 2L) {
            grow();
        }
        boolean added = insert(slots, hash == 0 ? 1 : hash);
        size += added ? 1 : 0;
        return added;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long hash : slots) {
            if (hash != 0) {
                insert(larger, hash);
            }
        }
        slots = larger;
    }

    private static boolean insert(long[] slots, long hash) {
        int at = (int) (hash & (slots.length - 1));
        while (slots[at] != 0) {
            if (slots[at] == hash) {
                return false;
            }
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = hash;
        return true;
    }
}
