package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.cli.HeapShare;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.store.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Finds a path that comes twice, in 10 bytes a path: it keeps 64 bits of each path's SHA-256. Of a million different paths
 * two agree by chance once in 37 million backups, and then a good backup is refused, never a bad one taken.
 */
final class PathSet {

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final MessageDigest digest = Sha256.digest();
    private final long[] slots;

    /**
     * A set of its last size at once: while a set grows, the old one takes memory, too.
     *
     * @param memory what it is made of
     * @param most how many paths there will be at most
     * @throws JobException with exit code 1 when the heap is too small for so many
     */
    PathSet(HeapShare memory, long most) {
        long places = Math.min(most, Integer.MAX_VALUE) / 4 * 5 + 8;
        memory.take(places > LONGEST_ARRAY ? Long.MAX_VALUE : places * Long.BYTES);
        slots = new long[(int) places];
    }

    /** Whether the path was not there yet. */
    boolean add(String path) {
        long hash = ByteBuffer.wrap(digest.digest(path.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return insert(hash == 0 ? 1 : hash);
    }

    private boolean insert(long hash) {
        int at = (int) Math.floorMod(hash, (long) slots.length);
        while (slots[at] != 0) {
            if (slots[at] == hash) {
                return false;
            }
            at = at + 1 == slots.length ? 0 : at + 1;
        }
        slots[at] = hash;
        return true;
    }
}
