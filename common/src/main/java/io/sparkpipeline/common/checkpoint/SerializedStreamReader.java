package io.sparkpipeline.common.checkpoint;

import static io.sparkpipeline.common.checkpoint.SerializedObject.NOT_KEPT;

import io.sparkpipeline.common.checkpoint.SerializedClass.Field;
import io.sparkpipeline.common.cli.HeapShare;
import io.sparkpipeline.common.cli.JobException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the grammar of the Java Object Serialization Specification, section 6.4.2. Nothing is instantiated, and of what is
 * read only that is kept to which the stream may refer back, so a hostile stream can do no more than be refused.
 */
final class SerializedStreamReader {

    private static final int MAX_DEPTH = 1_000;
    private static final int MAX_STRING = 0xFFFF;
    private static final int FIRST_HANDLE = 0x7E0000;
    private static final Object END_OF_BLOCK = new Object();

    // Bytes of memory: of a place among the handles while their list grows, of a box, of a string or a class or a
    // field,
    // and of an object with fields.
    private static final int HANDLE = 12;
    private static final int NUMBER = 24;
    private static final int OBJECT = 64;
    private static final int OBJECT_WITH_FIELDS = 320;

    private final DataInputStream in;
    private final SerializedObjects visitor;
    private final HeapShare memory;
    private final List<@Nullable Object> handles = new ArrayList<>();
    private @Nullable SerializedObject last;
    private int depth;

    private SerializedStreamReader(InputStream in, SerializedObjects visitor, HeapShare memory) {
        this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        this.visitor = visitor;
        this.memory = memory;
    }

    /**
     * Reads a stream to its end.
     *
     * @return the object that it begins with; empty where that is none
     * @throws UnreadableCheckpointException when it does not follow the protocol
     * @throws JobException with exit code 1 when more would have to be kept of it than the share of memory
     */
    static Optional<SerializedObject> read(InputStream in, SerializedObjects visitor, HeapShare memory)
            throws UnreadableCheckpointException {
        return new SerializedStreamReader(in, visitor, memory).read();
    }

    private Optional<SerializedObject> read() throws UnreadableCheckpointException {
        try {
            if (in.readUnsignedShort() != 0xACED || in.readUnsignedShort() != 5) {
                throw new UnreadableCheckpointException("no Java serialization stream of version 5");
            }
            int tag = in.readUnsignedByte();
            content(tag);
            Optional<SerializedObject> first = tag == 0x73 ? Optional.ofNullable(last) : Optional.empty();
            for (tag = in.read(); tag >= 0; tag = in.read()) {
                content(tag);
            }
            return first;
        } catch (UnreadableCheckpointException | JobException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // The stack: LZ4BlockInputStream goes one deeper for each empty block.
            throw new UnreadableCheckpointException("the serialization stream is truncated or altered: " + e, e);
        }
    }

    private @Nullable Object content() throws IOException {
        return content(in.readUnsignedByte());
    }

    private @Nullable Object content(int tag) throws IOException {
        deeper();
        Object content = switch (tag) {
            case 0x70 -> null;
            case 0x71 -> handles.get(in.readInt() - FIRST_HANDLE);
            case 0x72, 0x7D -> classDescription(tag);
            case 0x73 -> object();
            case 0x74 -> string(in.readUnsignedShort());
            case 0x7C -> string(in.readLong());
            case 0x75 -> array();
            case 0x76 -> classObject();
            case 0x77 -> skip(in.readUnsignedByte());
            case 0x7A -> skip(in.readInt());
            case 0x78 -> END_OF_BLOCK;
            case 0x79 -> reset();
            case 0x7E -> enumConstant();
            default -> throw new UnreadableCheckpointException("unknown tag " + tag + " in the stream");
        };
        depth--;
        return content;
    }

    /** Spark's serializer forgets what it wrote after so many objects (spark.serializer.objectStreamReset). */
    private Object reset() {
        handles.clear();
        return NOT_KEPT;
    }

    private void deeper() throws UnreadableCheckpointException {
        if (++depth > MAX_DEPTH) {
            throw new UnreadableCheckpointException("the serialization stream is nested too deeply");
        }
    }

    private int newHandle(@Nullable Object value, long bytes) {
        memory.take(HANDLE + bytes);
        handles.add(value);
        return handles.size() - 1;
    }

    private Object skip(long length) throws IOException {
        if (length < 0) {
            throw new UnreadableCheckpointException("a length is below zero");
        }
        in.skipNBytes(length);
        return NOT_KEPT;
    }

    /** Modified UTF-8 differs from UTF-8 in characters that no path or class name here has. */
    private Object string(long length) throws IOException {
        if (length > MAX_STRING || length < 0) {
            newHandle(NOT_KEPT, 0);
            return skip(length);
        }
        byte[] bytes = new byte[(int) length];
        in.readFully(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        newHandle(text, OBJECT + length);
        visitor.text(text);
        return text;
    }

    private Object classObject() throws IOException {
        classDescription(in.readUnsignedByte());
        newHandle(NOT_KEPT, 0);
        return NOT_KEPT;
    }

    private @Nullable SerializedClass classDescription(int tag) throws IOException {
        return switch (tag) {
            case 0x70 -> null;
            case 0x71 -> (SerializedClass) handles.get(in.readInt() - FIRST_HANDLE);
            case 0x72 -> plainDescription();
            case 0x7D -> proxyDescription();
            default -> throw new UnreadableCheckpointException("unknown class description tag " + tag);
        };
    }

    private SerializedClass plainDescription() throws IOException {
        SerializedClass description = new SerializedClass(in.readUTF());
        in.readLong();
        newHandle(description, OBJECT + description.name().length());
        description.flags(in.readUnsignedByte());
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            Field field = new Field((char) in.readUnsignedByte(), in.readUTF());
            memory.take(OBJECT + field.name().length());
            description.fields().add(field);
            if (!field.primitive()) {
                content();
            }
        }
        return withParent(description);
    }

    private SerializedClass proxyDescription() throws IOException {
        SerializedClass description = new SerializedClass("<proxy>");
        newHandle(description, OBJECT);
        int interfaces = in.readInt();
        for (int i = 0; i < interfaces; i++) {
            in.readUTF();
        }
        return withParent(description);
    }

    private SerializedClass withParent(SerializedClass description) throws IOException {
        deeper();
        annotations();
        SerializedClass parent = classDescription(in.readUnsignedByte());
        if (parent != null) {
            parent.ancestry();
        }
        description.descendsFrom(parent);
        depth--;
        return description;
    }

    private void annotations() throws IOException {
        while (content() != END_OF_BLOCK) {
            // What a class writes on its own is looked at where it is read.
        }
    }

    private SerializedClass required(@Nullable SerializedClass description) throws IOException {
        if (description == null) {
            throw new UnreadableCheckpointException("an object without a class");
        }
        return description;
    }

    private @Nullable Object object() throws IOException {
        SerializedClass description = required(classDescription(in.readUnsignedByte()));
        SerializedObject object = new SerializedObject(description.name());
        int handle = newHandle(NOT_KEPT, 0);
        for (SerializedClass each : description.ancestry()) {
            classData(each, object);
        }
        last = object;
        Object kept = visitor.visit(object);
        if (kept != NOT_KEPT) {
            memory.take(kept instanceof Number ? NUMBER : OBJECT_WITH_FIELDS);
            handles.set(handle, kept);
        }
        return kept;
    }

    private void classData(SerializedClass description, SerializedObject object) throws IOException {
        if (description.opaque()) {
            throw new UnreadableCheckpointException(description.name() + " is written in a form of its own");
        }
        if (description.serializable()) {
            for (Field field : description.fields()) {
                object.put(field.name(), value(field.type()));
            }
        }
        if (description.writesMore()) {
            annotations();
        }
    }

    private @Nullable Object value(char type) throws IOException {
        return switch (type) {
            case 'I' -> in.readInt();
            case 'J' -> in.readLong();
            case 'L', '[' -> content();
            default -> skip(width(type));
        };
    }

    private static int width(char type) throws UnreadableCheckpointException {
        return switch (type) {
            case 'B', 'Z' -> 1;
            case 'C', 'S' -> 2;
            case 'F', 'I' -> 4;
            case 'D', 'J' -> 8;
            default -> throw new UnreadableCheckpointException("unknown field type " + type);
        };
    }

    private Object array() throws IOException {
        SerializedClass description = required(classDescription(in.readUnsignedByte()));
        newHandle(NOT_KEPT, 0);
        int length = in.readInt();
        if (length < 0) {
            throw new UnreadableCheckpointException("an array's length is below zero");
        }
        char type = description.name().charAt(1);
        if (type != 'L' && type != '[') {
            return skip((long) length * width(type));
        }
        for (int i = 0; i < length; i++) {
            content();
        }
        return NOT_KEPT;
    }

    private Object enumConstant() throws IOException {
        required(classDescription(in.readUnsignedByte()));
        newHandle(NOT_KEPT, 0);
        content();
        return NOT_KEPT;
    }
}
