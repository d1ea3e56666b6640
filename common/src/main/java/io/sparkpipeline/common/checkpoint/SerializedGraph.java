package io.sparkpipeline.common.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Java serialization stream as data: objects, arrays, strings and numbers, without loading or running any class of
 * it. Values are {@link Node}s, {@link Items}, strings, boxed primitives, or null.
 */
record SerializedGraph(List<Node> objects, Set<String> classNames) {

    /** An object: its class, its fields by name (of all its classes), and what its classes wrote on their own. */
    record Node(String className, Map<String, @Nullable Object> fields, List<@Nullable Object> written) {

        Node(String className) {
            this(className, new LinkedHashMap<>(), new java.util.ArrayList<>());
        }

        @Nullable
        Object field(String name) {
            return fields.get(name);
        }

        // Graphs have cycles: identity is the only equality that ends.
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return className + fields.keySet();
        }
    }

    /** An array's elements. */
    record Items(String className, List<@Nullable Object> elements) {}

    /**
     * Reads a stream.
     *
     * @throws UnreadableCheckpointException when it does not follow the protocol (Java Object Serialization
     *     Specification, section 6.4)
     */
    static SerializedGraph parse(byte[] stream) throws UnreadableCheckpointException {
        return new SerializedStreamReader(stream).read();
    }
}
