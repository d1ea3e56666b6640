package io.sparkpipeline.streaming.run;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.streaming.kafka010.OffsetRange;
import org.jspecify.annotations.Nullable;

/**
 * What the driver knows of the batches under way: their offsets, also of batches that came back from a checkpoint
 * (whose listener events report no records), and whether their output is out. One in a JVM, as the streaming context.
 */
public final class BatchLedger {

    private static volatile BatchLedger current = new BatchLedger();

    private final ConcurrentSkipListMap<Long, BatchOffsets> offsets = new ConcurrentSkipListMap<>();
    private final AtomicLong done = new AtomicLong(Long.MIN_VALUE);
    private final Set<Long> published = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    BatchLedger() {}

    /** The one of this JVM. */
    public static BatchLedger current() {
        return current;
    }

    /** A new one for a new run. */
    public static BatchLedger begin() {
        BatchLedger next = new BatchLedger();
        current = next;
        return next;
    }

    /** Notes what a batch reads. */
    public void planned(long batchTime, BatchOffsets batch) {
        offsets.put(batchTime, batch);
    }

    /** Notes that a batch could not be planned, or its output not be sent. */
    public void failed(Throwable e) {
        failure.compareAndSet(null, e);
    }

    /**
     * Called before a batch is planned and before its output is sent. Until the driver has stopped for a batch that failed,
     * which takes as long as Kafka leaves it without an answer, Spark goes on with those behind it: one that was not planned
     * would be planned after its successor, and a state whose output never came out would be checkpointed.
     *
     * @throws IllegalStateException when one failed, with what it failed with
     */
    public void checkNoneFailed() {
        Throwable e = failure.get();
        if (e != null) {
            throw new IllegalStateException("an earlier batch failed, and must not be gone on from: " + e, e);
        }
    }

    /** Notes that a batch's whole output was acknowledged. */
    public void published(long batchTime) {
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

    /** Batches with records that are planned and not done. */
    public long backlog() {
        return offsets.tailMap(done.get(), false).values().stream()
                .filter(batch -> batch.records() > 0)
                .count();
    }

    /** The end of what is planned to be read of a partition; empty before the first batch. */
    public OptionalLong plannedEnd(String topic, int partition) {
        Map.Entry<Long, BatchOffsets> last = offsets.lastEntry();
        return last == null
                ? OptionalLong.empty()
                : last.getValue().ranges().stream()
                        .filter(range -> range.topic().equals(topic) && range.partition() == partition)
                        .mapToLong(OffsetRange::untilOffset)
                        .findFirst();
    }

    /** Notes that a batch is complete. */
    public void done(long batchTime) {
        done.set(batchTime);
        forgetBefore(batchTime);
    }

    /** Forgets the batches before this one. */
    private void forgetBefore(long batchTime) {
        Map<Long, BatchOffsets> old = offsets.headMap(batchTime);
        published.removeAll(old.keySet());
        old.clear();
    }
}
