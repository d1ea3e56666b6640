package io.sparkpipeline.streaming.graph;

import java.io.Serializable;
import java.util.function.Predicate;

/**
 * A hash table of groups in the making, on the buckets of a part that stays as it is: a bucket is copied before its first
 * change.
 */
final class StateTable {

    /** Groups a bucket on average, at most: few are copied for one that changes, and their own cost is small. */
    private static final int LOAD = 24;

    private static final int MOST_BITS = 26;

    private final Object owner = new Object();
    private Bucket[] buckets;
    private int bits;
    private long size;

    /** An empty one. */
    StateTable() {
        this.buckets = new Bucket[] {new Bucket(owner)};
    }

    /** One that begins with the groups of a part. */
    StateTable(StatePart before) {
        this.buckets = before.buckets();
        this.bits = Integer.numberOfTrailingZeros(buckets.length);
        this.size = before.groups();
    }

    /** The bucket for a hash; its own, to be changed. */
    Bucket bucket(int hash) {
        // In two steps, since a shift by 32 is none.
        int at = hash >>> 1 >>> (31 - bits);
        Bucket bucket = buckets[at];
        if (bucket.owner != owner) {
            bucket = bucket.copy(owner);
            buckets[at] = bucket;
        }
        return bucket;
    }

    /** Adds a group that is not in it. */
    void append(Bucket bucket, int hash, String group, long events, Serializable value, boolean isChange) {
        bucket.append(hash, group, events, value, isChange);
        size++;
        if (size > (long) LOAD * buckets.length && bits < MOST_BITS) {
            grow();
        }
    }

    /** Takes groups out; says how many. */
    long remove(Predicate<String> which) {
        long before = size;
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i].any(which)) {
                // What changed in an earlier batch did not change in this one.
                Bucket from = buckets[i].owner == owner ? buckets[i] : buckets[i].copy(owner);
                buckets[i] = from.without(which);
                size -= from.size() - buckets[i].size();
            }
        }
        return before - size;
    }

    private void grow() {
        bits++;
        int bit = 1 << (Integer.SIZE - bits);
        Bucket[] halves = new Bucket[2 * buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            halves[2 * i] = new Bucket(owner);
            halves[2 * i + 1] = new Bucket(owner);
            // What changed in an earlier batch did not change in this one.
            (buckets[i].owner == owner ? buckets[i] : buckets[i].copy(owner))
                    .split(bit, halves[2 * i], halves[2 * i + 1]);
        }
        buckets = halves;
    }

    /** The part that it has become; to be used no more. */
    StatePart done() {
        return new StatePart(buckets, size, owner);
    }
}
