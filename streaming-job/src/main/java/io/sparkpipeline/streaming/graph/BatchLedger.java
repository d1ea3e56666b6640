package io.sparkpipeline.streaming.graph;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What the driver knows of the batches under way: their offsets, also of batches that came back from a checkpoint
 * (whose listener events report no records), and whether their output is out. One in a JVM, as the streaming context.
 */
public final class BatchLedger {

    private static final BatchLedger CURRENT = new BatchLedger();

    private final ConcurrentSkipListMap<Long, BatchOffsets> offsets = new ConcurrentSkipListMap<>();
    private final Set<Long> published = ConcurrentHashMap.newKeySet();

    BatchLedger() {}

    /** The one of this JVM. */
    public static BatchLedger current() {
        return CURRENT;
    }

    /** Notes what a batch reads. */
    void planned(long batchTime, BatchOffsets batch) {
        offsets.put(batchTime, batch);
    }

    /** Notes that a batch's whole output was acknowledged. */
    void published(long batchTime) {
        published.add(batchTime);
    }

    /** Whether a batch's whole output was acknowledged in this run. */
    public boolean isPublished(long batchTime) {
        return published.contains(batchTime);
    }

    /** What a batch reads, where it is not forgotten yet. */
    public Optional<BatchOffsets> of(long batchTime) {
        return Optional.ofNullable(offsets.get(batchTime));
    }

    /** Forgets the batches before this one. */
    public void forgetBefore(long batchTime) {
        Map<Long, BatchOffsets> old = offsets.headMap(batchTime);
        published.removeAll(old.keySet());
        old.clear();
    }
}
