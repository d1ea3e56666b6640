package io.sparkpipeline.streaming.graph;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * What the tasks of one batch tell of when its records were recorded, and of what they let go; a task that is tried again
 * may tell it twice.
 */
final class Arrivals extends AccumulatorV2<Long, Arrivals> {

    private static final long serialVersionUID = 1L;

    private final TreeMap<Integer, Long> newest = new TreeMap<>();
    private long late;
    private long letGo;

    /** Notes an event that came too late. */
    @Override
    public void add(Long events) {
        late += events;
    }

    /** Notes that a record of a partition was recorded then; milliseconds since 1970. */
    void recorded(int partition, long time) {
        newest.merge(partition, time, Math::max);
    }

    /** Events that came too late. */
    long late() {
        return late;
    }

    /** Notes groups that were let go. */
    void lettingGo(long groups) {
        letGo += groups;
    }

    /** Groups that were let go. */
    long letGo() {
        return letGo;
    }

    /** By partition, the newest time that a record of the batch has. */
    Map<Integer, Long> newest() {
        return newest;
    }

    @Override
    public boolean isZero() {
        return late == 0 && letGo == 0 && newest.isEmpty();
    }

    @Override
    public Arrivals copy() {
        Arrivals copy = new Arrivals();
        copy.merge(this);
        return copy;
    }

    @Override
    public void reset() {
        late = 0;
        letGo = 0;
        newest.clear();
    }

    @Override
    public void merge(AccumulatorV2<Long, Arrivals> other) {
        late += other.value().late;
        letGo += other.value().letGo;
        other.value().newest.forEach(this::recorded);
    }

    @Override
    public Arrivals value() {
        return this;
    }
}
