package io.sparkpipeline.streaming.graph;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * The serialized form of a pipeline's state within its cell. What writes itself is written in place, without an object of
 * its own: a state checkpoint is millions of them, and Java's bookkeeping for each object was most of its time. So its class
 * needs a public constructor without parameters, and {@code writeReplace} and {@code readResolve} are not called.
 */
final class StateForm {

    private static final byte NONE = 0;
    private static final byte IN_PLACE = 1;
    private static final byte OBJECT = 2;

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

    private StateForm() {}

    static void write(ObjectOutput out, @Nullable Serializable value) throws IOException {
        if (value == null) {
            out.writeByte(NONE);
        } else if (value instanceof Externalizable inPlace) {
            out.writeByte(IN_PLACE);
            out.writeObject(value.getClass());
            inPlace.writeExternal(out);
        } else {
            out.writeByte(OBJECT);
            out.writeObject(value);
        }
    }

    static @Nullable Serializable read(ObjectInput in) throws IOException, ClassNotFoundException {
        byte form = in.readByte();
        return switch (form) {
            case NONE -> null;
            case IN_PLACE -> {
                Externalizable value = create((Class<?>) in.readObject());
                value.readExternal(in);
                yield value;
            }
            case OBJECT -> (Serializable) in.readObject();
            default -> throw new InvalidClassException("no form of a state is " + form);
        };
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
