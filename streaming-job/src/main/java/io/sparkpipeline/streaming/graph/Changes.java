package io.sparkpipeline.streaming.graph;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes of one state partition's groups on their way there, thousands in one record of the shuffle: sorting, sizing and
 * serializing each by itself cost more than the changes themselves.
 */
public final class Changes implements Externalizable {

    private static final long serialVersionUID = 1L;

    private static final class Change implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String group;
        private final long events;
        private final Serializable value;

        private Change(String group, long events, Serializable value) {
            this.group = group;
            this.events = events;
            this.value = value;
        }
    }

    private final List<Change> all = new ArrayList<>();

    /** No changes yet. */
    public Changes() {}

    void add(String group, long events, Serializable value) {
        all.add(new Change(group, events, value));
    }

    void forEach(GroupSink sink) {
        for (Change change : all) {
            sink.accept(change.group, change.events, change.value);
        }
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeInt(all.size());
        GroupWriter groups = new GroupWriter(out);
        for (Change change : all) {
            groups.write(change.group, change.events, change.value);
        }
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        int count = in.readInt();
        GroupReader groups = new GroupReader(in);
        for (int i = 0; i < count; i++) {
            groups.read(this::add);
        }
    }
}
