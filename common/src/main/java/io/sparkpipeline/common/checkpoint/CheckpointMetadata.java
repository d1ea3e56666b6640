package io.sparkpipeline.common.checkpoint;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jpountz.lz4.LZ4BlockInputStream;

/**
 * The content of one metadata file: a compressed Java serialization stream of
 * org.apache.spark.streaming.Checkpoint, read here without any of its classes.
 */
public final class CheckpointMetadata {

    private static final byte[] LZ4_BLOCK = "LZ4Block".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZSTD = {(byte) 0x28, (byte) 0xB5, (byte) 0x2F, (byte) 0xFD};
    private static final byte TC_STRING = 0x74;
    private static final int LIMIT = 512 * 1024 * 1024;
    private static final Pattern REFERENCE =
            Pattern.compile("([a-z][a-z0-9+.-]*:.*)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/rdd-(\\d{1,9})");

    private final byte[] file;
    private final byte[] stream;

    private CheckpointMetadata(byte[] file, byte[] stream) {
        this.file = file;
        this.stream = stream;
    }

    /**
     * Reads a file whole into memory, so that what is found in it stays true while Spark replaces the file.
     *
     * @throws UnreadableCheckpointException when it is truncated or no checkpoint
     * @throws IOException when the file can't be read, NoSuchFileException when it is gone
     */
    public static CheckpointMetadata read(CheckpointFile checkpoint) throws IOException {
        return of(checkpoint.name(), Files.readAllBytes(checkpoint.path()));
    }

    static CheckpointMetadata of(String name, byte[] file) throws UnreadableCheckpointException {
        byte[] stream;
        try (InputStream in = decompress(name, file)) {
            stream = in.readNBytes(LIMIT);
            if (in.read() >= 0) {
                throw new UnreadableCheckpointException(name + " is over " + LIMIT + " bytes when unpacked");
            }
        } catch (UnreadableCheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableCheckpointException(name + " is truncated or altered: " + e.getMessage(), e);
        }
        if (stream.length < 4 || (stream[0] & 0xFF) != 0xAC || (stream[1] & 0xFF) != 0xED) {
            throw new UnreadableCheckpointException(name + " holds no Java serialization stream");
        }
        return new CheckpointMetadata(file, stream);
    }

    private static InputStream decompress(String name, byte[] file) throws IOException {
        if (startsWith(file, LZ4_BLOCK)) {
            // Spark's writer puts an end mark after each flush: read on behind it
            // (org.apache.spark.io.LZ4CompressionCodec).
            return new LZ4BlockInputStream(new ByteArrayInputStream(file), false);
        }
        if (startsWith(file, ZSTD)) {
            return new ZstdInputStream(new ByteArrayInputStream(file));
        }
        throw new UnreadableCheckpointException(
                name + (file.length == 0 ? " is empty" : " is compressed neither with LZ4 nor with Zstandard"));
    }

    private static boolean startsWith(byte[] file, byte[] magic) {
        return file.length >= magic.length && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
    }

    /**
     * Checks that the stream follows the serialization protocol to its end.
     *
     * @throws UnreadableCheckpointException when it does not
     */
    public void wellFormed() throws UnreadableCheckpointException {
        SerializedGraph.parse(stream);
    }

    /** The file's bytes as they were read. */
    public byte[] fileBytes() {
        return file.clone();
    }

    /** The length of the file, bytes. */
    public long fileLength() {
        return file.length;
    }

    /** Every checkpointed RDD that a recovery from this file would load. */
    public SortedSet<RddReference> references() {
        SortedSet<RddReference> found = new TreeSet<>();
        for (int at = 0; at + 3 <= stream.length; at++) {
            if (stream[at] == TC_STRING) {
                int length = ByteBuffer.wrap(stream, at + 1, 2).getShort() & 0xFFFF;
                if (at + 3 + length <= stream.length) {
                    addReference(new String(stream, at + 3, length, StandardCharsets.UTF_8), found);
                }
            }
        }
        return found;
    }

    private static void addReference(String text, SortedSet<RddReference> found) {
        if (!text.contains("/rdd-")) {
            return;
        }
        Matcher reference = REFERENCE.matcher(text);
        if (reference.matches()) {
            found.add(new RddReference(reference.group(1), reference.group(2), Integer.parseInt(reference.group(3))));
        }
    }

    /**
     * The offsets from which a recovery reads on: of each partition the first offset of the oldest batch that it would
     * compute again, else the first one that no batch holds yet.
     *
     * @throws UnreadableCheckpointException when the stream does not follow the serialization protocol
     */
    public KafkaOffsets offsets() throws UnreadableCheckpointException {
        return OffsetFinder.find(SerializedGraph.parse(stream));
    }

    /**
     * The offsets after the last one that any batch of it holds: so far the input had come when it was written.
     *
     * @throws UnreadableCheckpointException when the stream does not follow the serialization protocol
     */
    public KafkaOffsets offsetEnds() throws UnreadableCheckpointException {
        return OffsetFinder.ends(SerializedGraph.parse(stream));
    }

    /**
     * The names of all classes in the stream, with their serial version, for telling whether another build's classes
     * would fit.
     *
     * @throws UnreadableCheckpointException when the stream does not follow the serialization protocol
     */
    public SortedSet<String> classNames() throws UnreadableCheckpointException {
        return new TreeSet<>(SerializedGraph.parse(stream).classNames());
    }

    /**
     * The Spark configuration of the run that wrote it.
     *
     * @throws UnreadableCheckpointException when the stream does not follow the serialization protocol
     */
    public SortedMap<String, String> sparkSettings() throws UnreadableCheckpointException {
        SortedMap<String, String> settings = new TreeMap<>();
        for (SerializedGraph.Node node : SerializedGraph.parse(stream).objects()) {
            if (node.className().equals("scala.Tuple2")
                    && node.field("_1") instanceof String name
                    && name.startsWith("spark.")
                    && node.field("_2") instanceof String value) {
                settings.put(name, value);
            }
        }
        return settings;
    }
}
