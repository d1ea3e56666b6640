package io.sparkpipeline.streaming.pipeline;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * How a state that writes itself goes into a checkpoint and out of it: in place, without an object of Java's around it. So
 * its class needs a public constructor without parameters, and {@code writeReplace} and {@code readResolve} are not called.
 */
public final class StateForm {

    /** What to do about a class of which nothing can be made. */
    static final String REMEDY =
            "give it one (an inner class has none: make it static), or let it be Serializable only";

    /** Follows each: one that reads less or more than it wrote is seen, and does not shift the next ones. */
    private static final byte END = 0x5A;

    private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
            try {
                Constructor<?> constructor = type.getConstructor();
                // As Java's own deserialization: the constructor has to be public, its class does not.
                constructor.setAccessible(true);
                return constructor;
            } catch (NoSuchMethodException | InaccessibleObjectException e) {
                throw new IllegalStateException(
                        "it is Externalizable and has no public constructor without parameters", e);
            }
        }
    };

    private StateForm() {}

    /** Whether objects of a class could be made again, as far as the class tells. */
    static boolean canBeMade(Class<?> type) {
        if (!Externalizable.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers())) {
            return true;
        }
        try {
            return CONSTRUCTORS.get(type) != null;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Whether it names another object to be written, which within a state is done. */
    static boolean isReplaced(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (Arrays.stream(at.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals("writeReplace") && method.getParameterCount() == 0)) {
                return true;
            }
        }
        return false;
    }

    /** Writes one, without its class. */
    public static void write(Externalizable state, ObjectOutput out) throws IOException {
        state.writeExternal(out);
        out.writeByte(END);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws InvalidClassException when nothing can be made of its class, or it does not read what it wrote
     */
    public static Externalizable read(Class<?> type, ObjectInput in) throws IOException, ClassNotFoundException {
        Externalizable state = create(type);
        state.readExternal(in);
        if (in.readByte() != END) {
            throw new InvalidClassException(type.getName(), "it does not read back what it wrote");
        }
        return state;
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
