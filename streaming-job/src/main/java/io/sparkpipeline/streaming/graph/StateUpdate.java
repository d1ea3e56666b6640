package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.Predicate;

/** Folds a batch's changes into a part of the state, which stays as it is. */
final class StateUpdate {

    private final EventPipeline<Serializable> pipeline;
    private final StateTable table;

    StateUpdate(StatePart before, EventPipeline<Serializable> pipeline) {
        this.pipeline = pipeline;
        this.table = new StateTable(before);
    }

    /** Folds a change in; those of one group may come in several. */
    void add(String group, long events, Serializable value) {
        int hash = Bucket.hash(group);
        Bucket bucket = table.bucket(hash);
        int at = bucket.find(hash, group);
        if (at < 0) {
            table.append(bucket, hash, group, events, value, true);
        } else {
            Serializable both = pipeline.merge(bucket.value(at), value);
            bucket.change(at, Math.addExact(bucket.events(at), events), Objects.requireNonNull(both, "a merged state"));
        }
    }

    /** Takes groups out; says how many. */
    long remove(Predicate<String> which) {
        return table.remove(which);
    }

    /** The state after all of them. */
    StatePart done() {
        return table.done();
    }
}
