package io.sparkpipeline.streaming.graph;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInput;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** Reads what {@link GroupWriter} wrote. */
final class GroupReader {

    private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
            try {
                return type.getConstructor();
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(
                        type.getName() + " is Externalizable and has no public constructor without parameters", e);
            }
        }
    };

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
        Externalizable value = create(last);
        value.readExternal(in);
        if (in.readByte() != GroupWriter.END) {
            throw new InvalidClassException(last.getName(), "it does not read back what it wrote");
        }
        return value;
    }

    private static Externalizable create(Class<?> type) throws InvalidClassException {
        try {
            return (Externalizable) CONSTRUCTORS.get(type).newInstance();
        } catch (ReflectiveOperationException | ClassCastException | IllegalStateException e) {
            InvalidClassException refused =
                    new InvalidClassException(type.getName(), "no state can be made of it: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }
}
