package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.StateForm;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import org.jspecify.annotations.Nullable;

/** Reads what {@link GroupWriter} wrote. */
final class GroupReader {

    private final ObjectInput in;
    private @Nullable Class<?> last;

    GroupReader(ObjectInput in) {
        this.in = in;
    }

    /** Reads the next group and hands it on. */
    void read(GroupSink sink) throws IOException, ClassNotFoundException {
        String group = in.readBoolean() ? in.readUTF() : (String) in.readObject();
        long events = in.readLong();
        byte form = in.readByte();
        Serializable value = switch (form) {
            case GroupWriter.SAME_CLASS -> inPlace();
            case GroupWriter.NEXT_CLASS -> {
                last = (Class<?>) in.readObject();
                yield inPlace();
            }
            case GroupWriter.OBJECT -> (Serializable) in.readObject();
            default -> throw new StreamCorruptedException("no form of a state is " + form);
        };
        sink.accept(group, events, value);
    }

    private Externalizable inPlace() throws IOException, ClassNotFoundException {
        if (last == null) {
            throw new StreamCorruptedException("a state comes before its class");
        }
        return StateForm.read(last, in);
    }
}
