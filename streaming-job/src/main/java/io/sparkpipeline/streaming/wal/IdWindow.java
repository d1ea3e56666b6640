package io.sparkpipeline.streaming.wal;

import java.util.Arrays;

/**
 * The ids of the newest events, in 24 bytes each and a table: a ring in the order of their offsets, and a hash table with
 * linear probing into it. For one thread.
 */
final class IdWindow {

    private static final int NONE = -1;

    private long[] highs = new long[1 << 10];
    private long[] lows = new long[1 << 10];
    private long[] offsets = new long[1 << 10];
    private int[] table = emptyTable(1 << 11);
    private int first;
    private int size;

    /** How many ids it holds. */
    int size() {
        return size;
    }

    boolean contains(IdHash id) {
        return table[find(id.high(), id.low())] != NONE;
    }

    /** Adds one that is not in it; offsets come in ascending order. */
    void add(IdHash id, long offset) {
        if (size == highs.length) {
            grow();
        }
        int slot = (first + size) & (highs.length - 1);
        highs[slot] = id.high();
        lows[slot] = id.low();
        offsets[slot] = offset;
        table[find(id.high(), id.low())] = slot;
        size++;
    }

    /** Forgets the ids of events before that one. */
    void forgetBefore(long offset) {
        while (size > 0 && offsets[first] < offset) {
            unlink(first);
            first = (first + 1) & (highs.length - 1);
            size--;
        }
    }

    /** Forgets the ids of that event and all after it, which were not written after all. */
    void forgetFrom(long offset) {
        while (size > 0) {
            int newest = (first + size - 1) & (highs.length - 1);
            if (offsets[newest] < offset) {
                return;
            }
            unlink(newest);
            size--;
        }
    }

    /** The place in the table of an id, or the free one where it belongs. */
    private int find(long high, long low) {
        int mask = table.length - 1;
        int at = home(high);
        while (table[at] != NONE && (highs[table[at]] != high || lows[table[at]] != low)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private int home(long high) {
        // The bits of a SHA-256 are as good as random.
        return (int) high & (table.length - 1);
    }

    /** Takes an entry out and closes up what was probed past it (Knuth, volume 3, 6.4, algorithm R). */
    private void unlink(int slot) {
        int mask = table.length - 1;
        int hole = find(highs[slot], lows[slot]);
        int at = hole;
        while (true) {
            at = (at + 1) & mask;
            if (table[at] == NONE) {
                table[hole] = NONE;
                return;
            }
            int home = home(highs[table[at]]);
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
    }

    private void grow() {
        int length = highs.length;
        highs = unrolled(highs, length);
        lows = unrolled(lows, length);
        offsets = unrolled(offsets, length);
        first = 0;
        table = emptyTable(length * 4);
        for (int slot = 0; slot < size; slot++) {
            table[find(highs[slot], lows[slot])] = slot;
        }
    }

    private long[] unrolled(long[] ring, int length) {
        long[] longer = new long[length * 2];
        System.arraycopy(ring, first, longer, 0, length - first);
        System.arraycopy(ring, 0, longer, length - first, first);
        return longer;
    }

    private static int[] emptyTable(int length) {
        int[] table = new int[length];
        Arrays.fill(table, NONE);
        return table;
    }
}
