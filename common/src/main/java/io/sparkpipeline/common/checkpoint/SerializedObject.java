package io.sparkpipeline.common.checkpoint;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a Java serialization stream as data: its class and its fields, without loading or running anything of
 * it. A value is a string, a boxed primitive, or what {@link SerializedObjects#visit} made of an object; null stays null.
 */
final class SerializedObject {

    /** What is left of a value that nobody asked to keep. */
    static final Object NOT_KEPT = new Object();

    /** More than any object has that is looked at; so a crafted class can't fill the memory. */
    private static final int MOST_FIELDS = 32;

    private final String className;
    private final Map<String, Object> fields = new HashMap<>();

    SerializedObject(String className) {
        this.className = className;
    }

    String className() {
        return className;
    }

    /** The value of a field of any of its classes; null also where there is no such field. */
    @Nullable
    Object field(String name) {
        return fields.get(name);
    }

    void put(String name, @Nullable Object value) {
        if (value != null && fields.size() < MOST_FIELDS) {
            fields.put(name, value);
        }
    }
}
