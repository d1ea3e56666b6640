package io.sparkpipeline.common.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A class as a serialization stream describes it (Java Object Serialization Specification, section 4.3). */
final class SerializedClass {

    private static final int MAX_ANCESTORS = 100;

    private final String name;
    private final List<Field> fields = new ArrayList<>();
    private int flags = 2;
    private List<SerializedClass> ancestry = List.of();

    SerializedClass(String name) {
        this.name = name;
    }

    /**
     * A field.
     *
     * @param type {@code L} an object, {@code [} an array, else a primitive
     */
    record Field(char type, String name) {

        boolean primitive() {
            return type != 'L' && type != '[';
        }
    }

    String name() {
        return name;
    }

    List<Field> fields() {
        return fields;
    }

    void flags(int written) {
        flags = written;
    }

    /**
     * Ends the description: what refers to it before is refused, so no class descends from itself.
     *
     * @param parent null where no class above it is serializable
     */
    void descendsFrom(@Nullable SerializedClass parent) throws UnreadableCheckpointException {
        List<SerializedClass> line = new ArrayList<>(parent == null ? List.of() : parent.ancestry);
        line.add(this);
        if (line.size() > MAX_ANCESTORS) {
            throw new UnreadableCheckpointException(name + " has too many ancestors");
        }
        ancestry = line;
    }

    /** Itself as the last, in the order in which their data is written. */
    List<SerializedClass> ancestry() throws UnreadableCheckpointException {
        if (ancestry.isEmpty()) {
            throw new UnreadableCheckpointException(name + " is used before it is described");
        }
        return ancestry;
    }

    boolean serializable() {
        return (flags & 2) != 0;
    }

    /** Written by its own code, in a form that nobody else can tell the end of. */
    boolean opaque() {
        return !serializable() && (flags & 4) != 0 && (flags & 8) == 0;
    }

    /** Whether annotations follow the fields: SC_WRITE_METHOD, SC_EXTERNALIZABLE. */
    boolean writesMore() {
        return (flags & 5) != 0;
    }
}
