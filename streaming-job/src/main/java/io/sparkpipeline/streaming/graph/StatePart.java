package io.sparkpipeline.streaming.graph;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.util.KnownSizeEstimation;
import org.apache.spark.util.SizeEstimator;

/**
 * The groups of one state partition at the end of a batch, with which of them changed in it. Never changed once made, for
 * Spark keeps it, hands it to several jobs, and computes batches again from it; parts of one batch after another share the
 * buckets that did not change. One record of an RDD: Spark would walk through all of it to know its size, with each batch.
 */
public final class StatePart implements Externalizable, KnownSizeEstimation {

    private static final long serialVersionUID = 1L;

    /** Groups whose size is looked at, to know that of all. */
    private static final int SAMPLES = 64;

    /** An object with its four arrays and its bits, without what is in them. */
    private static final long BUCKET_BYTES = 40 + 4 * 16 + 48;

    /** A hash, a count and two references. */
    private static final long GROUP_BYTES = 4 + 8 + 2 * 4;

    private Bucket[] buckets;
    private long groups;
    private Object owner;
    private long bytes;

    /** Without groups; also for deserialization. */
    public StatePart() {
        this(new StateTable().done());
    }

    private StatePart(StatePart other) {
        this(other.buckets, other.groups, other.owner);
    }

    StatePart(Bucket[] buckets, long groups, Object owner) {
        this.buckets = buckets;
        this.groups = groups;
        this.owner = owner;
        this.bytes = estimate();
    }

    /** Its buckets, in a new array. */
    Bucket[] buckets() {
        return buckets.clone();
    }

    long groups() {
        return groups;
    }

    /** What a function makes of each group, one after another. */
    <T> Iterator<T> each(GroupFunction<T> function) {
        return Arrays.stream(buckets)
                .flatMap(bucket -> IntStream.range(0, bucket.size())
                        .mapToObj(at -> function.apply(bucket.group(at), bucket.events(at), bucket.value(at))))
                .iterator();
    }

    /** Those that changed in its batch. */
    void forEachChanged(GroupSink sink) {
        for (Bucket bucket : buckets) {
            for (int at = 0; at < bucket.size(); at++) {
                if (isChanged(bucket, at)) {
                    sink.accept(bucket.group(at), bucket.events(at), bucket.value(at));
                }
            }
        }
    }

    private boolean isChanged(Bucket bucket, int at) {
        return bucket.owner == owner && bucket.isChanged(at);
    }

    @Override
    public long estimatedSize() {
        return bytes;
    }

    private long estimate() {
        int step = Math.max(1, buckets.length / SAMPLES);
        long sampled = 0;
        long samples = 0;
        for (int i = 0; i < buckets.length; i += step) {
            if (buckets[i].size() > 0) {
                sampled += SizeEstimator.estimate(buckets[i].group(0)) + SizeEstimator.estimate(buckets[i].value(0));
                samples++;
            }
        }
        long each = samples == 0 ? 0 : sampled / samples;
        return buckets.length * (BUCKET_BYTES + 4) + groups * (GROUP_BYTES + each);
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeLong(groups);
        GroupWriter writer = new GroupWriter(out);
        for (Bucket bucket : buckets) {
            for (int at = 0; at < bucket.size(); at++) {
                out.writeBoolean(isChanged(bucket, at));
                writer.write(bucket.group(at), bucket.events(at), bucket.value(at));
            }
        }
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        long count = in.readLong();
        StateTable table = new StateTable();
        GroupReader reader = new GroupReader(in);
        for (long i = 0; i < count; i++) {
            boolean isChange = in.readBoolean();
            reader.read((group, events, value) -> {
                int hash = Bucket.hash(group);
                table.append(table.bucket(hash), hash, group, events, value, isChange);
            });
        }
        StatePart read = table.done();
        if (read.groups != count) {
            throw new StreamCorruptedException(read.groups + " of " + count + " groups");
        }
        buckets = read.buckets;
        groups = read.groups;
        owner = read.owner;
        bytes = read.bytes;
    }
}
