package io.sparkpipeline.common.checkpoint;

import io.sparkpipeline.common.checkpoint.SerializedGraph.Items;
import io.sparkpipeline.common.checkpoint.SerializedGraph.Node;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the grammar of the Java Object Serialization Specification, section 6.4.2. Nothing is instantiated, so a hostile
 * stream can do no more than be refused: depth and sizes are bounded by the stream's own length.
 */
final class SerializedStreamReader {

    private static final int MAX_DEPTH = 1_000;
    private static final Object END_OF_BLOCK = new Object();

    private final DataInputStream in;
    private final List<@Nullable Object> handles = new ArrayList<>();
    private final List<Node> objects = new ArrayList<>();
    private final Set<String> classNames = new LinkedHashSet<>();
    private int depth;

    SerializedStreamReader(byte[] stream) {
        in = new DataInputStream(new ByteArrayInputStream(stream));
    }

    private record Field(char type, String name) {}

    private record ClassDescription(
            String name,
            int flags,
            List<Field> fields,
            @Nullable ClassDescription parent) {}

    /** A class description's parent is known only after the description has its handle. */
    private static final class DescriptionHandle {
        private @Nullable ClassDescription description;
    }

    SerializedGraph read() throws UnreadableCheckpointException {
        try {
            if (in.readUnsignedShort() != 0xACED || in.readUnsignedShort() != 5) {
                throw new UnreadableCheckpointException("not a Java serialization stream of version 5");
            }
            while (in.available() > 0) {
                content();
            }
            return new SerializedGraph(objects, classNames);
        } catch (UnreadableCheckpointException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new UnreadableCheckpointException("the serialization stream is truncated or altered: " + e, e);
        }
    }

    private @Nullable Object content() throws IOException {
        if (++depth > MAX_DEPTH) {
            throw new UnreadableCheckpointException("the serialization stream is nested too deeply");
        }
        try {
            int tag = in.readUnsignedByte();
            return switch (tag) {
                case 0x70 -> null;
                case 0x71 -> handles.get(in.readInt() - 0x7E0000);
                case 0x72, 0x7D -> classDescription(tag);
                case 0x73 -> object();
                case 0x74 -> string(in.readUnsignedShort());
                case 0x7C -> string(in.readLong());
                case 0x75 -> array();
                case 0x76 -> classObject();
                case 0x77 -> bytes(in.readUnsignedByte());
                case 0x7A -> bytes(in.readInt());
                case 0x78 -> END_OF_BLOCK;
                case 0x7E -> enumConstant();
                default -> throw new UnreadableCheckpointException("unknown tag " + tag + " in the stream");
            };
        } finally {
            depth--;
        }
    }

    private @Nullable Object classObject() throws IOException {
        ClassDescription description = classDescription(in.readUnsignedByte());
        handles.add(description);
        return description;
    }

    private <T> T newHandle(T value) {
        handles.add(value);
        return value;
    }

    private byte[] bytes(long length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new UnreadableCheckpointException("a length runs over the end of the stream");
        }
        return in.readNBytes((int) length);
    }

    /** Modified UTF-8 differs from UTF-8 in characters that no path or class name here has. */
    private String string(long length) throws IOException {
        return newHandle(new String(bytes(length), java.nio.charset.StandardCharsets.UTF_8));
    }

    private @Nullable ClassDescription classDescription(int tag) throws IOException {
        switch (tag) {
            case 0x70 -> {
                return null;
            }
            case 0x71 -> {
                Object known = handles.get(in.readInt() - 0x7E0000);
                return known instanceof DescriptionHandle handle ? handle.description : null;
            }
            case 0x72 -> {
                return plainDescription();
            }
            case 0x7D -> {
                return proxyDescription();
            }
            default -> throw new UnreadableCheckpointException("unknown class description tag " + tag);
        }
    }

    private ClassDescription plainDescription() throws IOException {
        String name = in.readUTF();
        long serialVersion = in.readLong();
        classNames.add(name + "#" + Long.toHexString(serialVersion));
        DescriptionHandle handle = newHandle(new DescriptionHandle());
        int flags = in.readUnsignedByte();
        int count = in.readUnsignedShort();
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            char type = (char) in.readUnsignedByte();
            fields.add(new Field(type, in.readUTF()));
            if (type == 'L' || type == '[') {
                content();
            }
        }
        annotations();
        ClassDescription description =
                new ClassDescription(name, flags, fields, classDescription(in.readUnsignedByte()));
        handle.description = description;
        return description;
    }

    private ClassDescription proxyDescription() throws IOException {
        DescriptionHandle handle = newHandle(new DescriptionHandle());
        int interfaces = in.readInt();
        for (int i = 0; i < interfaces; i++) {
            in.readUTF();
        }
        annotations();
        ClassDescription description =
                new ClassDescription("<proxy>", 2, List.of(), classDescription(in.readUnsignedByte()));
        handle.description = description;
        return description;
    }

    private List<@Nullable Object> annotations() throws IOException {
        List<@Nullable Object> written = new ArrayList<>();
        for (Object next = content(); next != END_OF_BLOCK; next = content()) {
            written.add(next);
        }
        return written;
    }

    private ClassDescription required(@Nullable ClassDescription description) throws IOException {
        if (description == null) {
            throw new UnreadableCheckpointException("an object without a class");
        }
        return description;
    }

    private Node object() throws IOException {
        ClassDescription description = required(classDescription(in.readUnsignedByte()));
        Node node = newHandle(new Node(description.name()));
        objects.add(node);
        List<ClassDescription> fromTheRoot = new ArrayList<>();
        for (ClassDescription each = description; each != null; each = each.parent()) {
            fromTheRoot.add(0, each);
        }
        for (ClassDescription each : fromTheRoot) {
            classData(each, node);
        }
        return node;
    }

    private void classData(ClassDescription description, Node node) throws IOException {
        boolean serializable = (description.flags() & 2) != 0;
        boolean ownWrite = (description.flags() & 1) != 0;
        boolean externalizable = (description.flags() & 4) != 0;
        boolean blockData = (description.flags() & 8) != 0;
        if (serializable) {
            for (Field field : description.fields()) {
                node.fields().put(field.name(), value(field.type()));
            }
        } else if (externalizable && !blockData) {
            throw new UnreadableCheckpointException(description.name() + " is written in a form of its own");
        }
        if (externalizable || ownWrite) {
            node.written().addAll(annotations());
        }
    }

    private @Nullable Object value(char type) throws IOException {
        return switch (type) {
            case 'B' -> in.readByte();
            case 'C' -> in.readChar();
            case 'D' -> in.readDouble();
            case 'F' -> in.readFloat();
            case 'I' -> in.readInt();
            case 'J' -> in.readLong();
            case 'S' -> in.readShort();
            case 'Z' -> in.readBoolean();
            case 'L', '[' -> content();
            default -> throw new UnreadableCheckpointException("unknown field type " + type);
        };
    }

    private Items array() throws IOException {
        ClassDescription description = required(classDescription(in.readUnsignedByte()));
        Items items = newHandle(new Items(description.name(), new ArrayList<>()));
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new UnreadableCheckpointException("an array runs over the end of the stream");
        }
        char type = description.name().charAt(1);
        if (type == 'B') {
            items.elements().add(bytes(length));
            return items;
        }
        for (int i = 0; i < length; i++) {
            items.elements().add(value(type));
        }
        return items;
    }

    private Node enumConstant() throws IOException {
        ClassDescription description = required(classDescription(in.readUnsignedByte()));
        Node node = newHandle(new Node(description.name()));
        node.fields().put("name", content());
        return node;
    }
}
