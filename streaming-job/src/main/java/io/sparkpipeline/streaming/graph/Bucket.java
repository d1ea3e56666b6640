package io.sparkpipeline.streaming.graph;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Predicate;

/**
 * Some twenty groups of a {@link StatePart}, whose hashes begin with the same bits. Only the {@link StateUpdate} that owns
 * it changes it; once that is done nobody does, and the parts of later batches share it until one of its groups changes.
 */
final class Bucket {

    /** Who made it, and with that, for which batch: what changed in it changed then. */
    final Object owner;

    private final BitSet changed = new BitSet();
    private int[] hashes;
    private String[] groups;
    private long[] events;
    private Serializable[] values;
    private int size;

    Bucket(Object owner) {
        this(owner, new int[0], new String[0], new long[0], new Serializable[0], 0);
    }

    private Bucket(Object owner, int[] hashes, String[] groups, long[] events, Serializable[] values, int size) {
        this.owner = owner;
        this.hashes = hashes;
        this.groups = groups;
        this.events = events;
        this.values = values;
        this.size = size;
    }

    /** A hash all of whose bits count: that of a string has its differences in the last ones, and partitions take those. */
    static int hash(String group) {
        int hash = group.hashCode() * 0x9E3779B9;
        hash = (hash ^ hash >>> 15) * 0x85EBCA6B;
        return hash ^ hash >>> 13;
    }

    /** The same groups for another owner; nothing has changed in it. */
    Bucket copy(Object by) {
        return new Bucket(
                by,
                Arrays.copyOf(hashes, size),
                Arrays.copyOf(groups, size),
                Arrays.copyOf(events, size),
                Arrays.copyOf(values, size),
                size);
    }

    /** Where a group is; -1 for nowhere. */
    int find(int hash, String group) {
        for (int at = 0; at < size; at++) {
            if (hashes[at] == hash && groups[at].equals(group)) {
                return at;
            }
        }
        return -1;
    }

    void append(int hash, String group, long count, Serializable value, boolean isChange) {
        if (size == hashes.length) {
            int room = size + (size >> 1) + 4;
            hashes = Arrays.copyOf(hashes, room);
            groups = Arrays.copyOf(groups, room);
            events = Arrays.copyOf(events, room);
            values = Arrays.copyOf(values, room);
        }
        hashes[size] = hash;
        groups[size] = group;
        events[size] = count;
        values[size] = value;
        changed.set(size, isChange);
        size++;
    }

    void change(int at, long count, Serializable value) {
        events[at] = count;
        values[at] = value;
        changed.set(at);
    }

    /** Hands its groups to two others, by a bit of their hashes. */
    void split(int bit, Bucket without, Bucket with) {
        for (int at = 0; at < size; at++) {
            Bucket half = (hashes[at] & bit) == 0 ? without : with;
            half.append(hashes[at], groups[at], events[at], values[at], changed.get(at));
        }
    }

    /** Whether one of its groups is one of those. */
    boolean any(Predicate<String> which) {
        for (int at = 0; at < size; at++) {
            if (which.test(groups[at])) {
                return true;
            }
        }
        return false;
    }

    /** Another for the same owner, without some groups. */
    Bucket without(Predicate<String> which) {
        Bucket rest = new Bucket(owner);
        for (int at = 0; at < size; at++) {
            if (!which.test(groups[at])) {
                rest.append(hashes[at], groups[at], events[at], values[at], changed.get(at));
            }
        }
        return rest;
    }

    int size() {
        return size;
    }

    String group(int at) {
        return groups[at];
    }

    long events(int at) {
        return events[at];
    }

    Serializable value(int at) {
        return values[at];
    }

    boolean isChanged(int at) {
        return changed.get(at);
    }
}
