package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.StateForm;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectOutput;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups with their states, one after another, for {@link GroupReader}. A state that writes itself is written in
 * place, without an object of its own, and its class only where it differs from that of the state before: a state
 * checkpoint is millions of them, and Java's bookkeeping for each object was most of its time. {@link StateForm} tells what
 * that asks of it.
 */
final class GroupWriter {

    static final byte SAME_CLASS = 1;
    static final byte NEXT_CLASS = 2;
    static final byte OBJECT = 3;

    /** Of a string of this length surely no more than 65,535 bytes are written, as many as {@code writeUTF} takes. */
    static final int LONGEST_UTF = 65_535 / 3;

    private final ObjectOutput out;
    private @Nullable Class<?> last;

    GroupWriter(ObjectOutput out) {
        this.out = out;
    }

    void write(String group, long events, Serializable value) throws IOException {
        writeGroup(group);
        out.writeLong(events);
        if (!(value instanceof Externalizable inPlace)) {
            out.writeByte(OBJECT);
            out.writeObject(value);
            return;
        }
        if (value.getClass() == last) {
            out.writeByte(SAME_CLASS);
        } else {
            last = value.getClass();
            out.writeByte(NEXT_CLASS);
            out.writeObject(last);
        }
        StateForm.write(inPlace, out);
    }

    private void writeGroup(String group) throws IOException {
        boolean isShort = group.length() <= LONGEST_UTF;
        out.writeBoolean(isShort);
        if (isShort) {
            out.writeUTF(group);
        } else {
            out.writeObject(group);
        }
    }
}
