package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The state of one group or a change to it: a pipeline's state and the number of events in it. A change may also carry
 * a base, the group's state in the savepoint that the run started from; it counts only where no state is yet, so that
 * it does no harm when it comes twice. Never changed once made.
 */
public final class Cell implements Externalizable {

    private static final long serialVersionUID = 1L;

    private long events;
    private @Nullable Serializable value;
    private @Nullable Cell base;

    /** One that holds nothing: the change that lets a group go. Also for deserialization. */
    public Cell() {}

    private Cell(long events, @Nullable Serializable value, @Nullable Cell base) {
        this.events = events;
        this.value = value;
        this.base = base;
    }

    /** A state or change. */
    public static Cell of(long events, Serializable value) {
        return new Cell(events, value, null);
    }

    /** What a savepoint holds for a group. */
    public static Cell base(long events, Serializable value) {
        return new Cell(0, null, of(events, value));
    }

    /** Both changes in one. */
    public Cell merge(Cell other, EventPipeline<Serializable> pipeline) {
        Cell anyBase = base == null ? other.base : base;
        if (value == null) {
            return new Cell(other.events, other.value, anyBase);
        }
        if (other.value == null) {
            return new Cell(events, value, anyBase);
        }
        return new Cell(Math.addExact(events, other.events), pipeline.merge(value, other.value), anyBase);
    }

    /** The state after this change. */
    public Cell applyTo(@Nullable Cell state, EventPipeline<Serializable> pipeline) {
        Cell before = state == null ? base : state;
        Cell change = new Cell(events, value, null);
        return before == null ? change : before.merge(change, pipeline);
    }

    /** Whether events are in it, and not a base alone. */
    public boolean hasEvents() {
        return value != null;
    }

    /** Whether there is nothing in it. */
    boolean isNothing() {
        return value == null && base == null;
    }

    /** The number of events in it. */
    public long events() {
        return events;
    }

    /** The pipeline's state. */
    public Serializable value() {
        if (value == null) {
            throw new IllegalStateException("a base alone has no state of its own");
        }
        return value;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeLong(events);
        out.writeBoolean(base != null);
        StateForm.write(out, value);
        if (base != null) {
            base.writeExternal(out);
        }
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        events = in.readLong();
        boolean based = in.readBoolean();
        value = StateForm.read(in);
        if (based) {
            Cell read = new Cell();
            read.readExternal(in);
            base = read;
        }
    }
}
