package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import scala.Tuple2;

/** Combines the changes of one group as far as they meet in one task, and packs them by the partition of their groups. */
final class ChangeBuffer {

    /** Groups that are held before they are packed: what bounds the memory of a task, and is enough for groups that recur. */
    private static final int GROUPS = 16_384;

    private final EventPipeline<Serializable> pipeline;
    private final int partitions;
    private final Map<String, Change> changes = new HashMap<>();

    ChangeBuffer(EventPipeline<Serializable> pipeline, int partitions) {
        this.pipeline = pipeline;
        this.partitions = partitions;
    }

    private static final class Change {
        private long events;
        private Serializable value;

        private Change(long events, Serializable value) {
            this.events = events;
            this.value = value;
        }
    }

    void add(String group, long events, Serializable value) {
        Change change = changes.get(group);
        if (change == null) {
            changes.put(group, new Change(events, value));
        } else {
            change.events = Math.addExact(change.events, events);
            change.value = pipeline.merge(change.value, value);
        }
    }

    boolean isFull() {
        return changes.size() >= GROUPS;
    }

    /** What is in it, by partition; it is empty then. */
    private Iterator<Tuple2<Integer, Changes>> packed() {
        Map<Integer, Changes> packed = new TreeMap<>();
        changes.forEach((group, change) -> packed.computeIfAbsent(partition(group), number -> new Changes())
                .add(group, change.events, change.value));
        changes.clear();
        List<Tuple2<Integer, Changes>> records = new ArrayList<>();
        packed.forEach((partition, block) -> records.add(new Tuple2<>(partition, block)));
        return records.iterator();
    }

    private int partition(String group) {
        return Math.floorMod(group.hashCode(), partitions);
    }

    /**
     * Packs all changes of a source, a buffer after another.
     *
     * @param source adds some to this buffer with each call, and says whether there may be more
     */
    Iterator<Tuple2<Integer, Changes>> pack(BooleanSupplier source) {
        return new Iterator<>() {
            private Iterator<Tuple2<Integer, Changes>> records =
                    List.<Tuple2<Integer, Changes>>of().iterator();
            private boolean more = true;

            @Override
            public boolean hasNext() {
                while (!records.hasNext() && more) {
                    while (more && !isFull()) {
                        more = source.getAsBoolean();
                    }
                    records = packed();
                }
                return records.hasNext();
            }

            @Override
            public Tuple2<Integer, Changes> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return records.next();
            }
        };
    }
}
