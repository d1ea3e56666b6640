package io.sparkpipeline.common.checkpoint;

import com.github.luben.zstd.ZstdInputStream;
import io.sparkpipeline.common.cli.HeapShare;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.file.LimitedStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jpountz.lz4.LZ4BlockInputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The content of one metadata file: a compressed Java serialization stream of
 * org.apache.spark.streaming.Checkpoint, read here without any of its classes.
 */
public final class CheckpointMetadata {

    private static final byte[] LZ4_BLOCK = "LZ4Block".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZSTD = {(byte) 0x28, (byte) 0xB5, (byte) 0x2F, (byte) 0xFD};
    /** Of the heap, for the file and for what is kept of its content; two thirds of the smallest one stay for the rest. */
    private static final int SHARE_OF_FILE = 5;

    private static final int SHARE_OF_CONTENT = 3;

    /** More than any driver writes. */
    private static final long MOST_UNPACKED = 512L * 1024 * 1024;

    /** Of the sums in LZ4's block format (net.jpountz.lz4.LZ4BlockOutputStream). */
    private static final int LZ4_SEED = 0x9747b28c;

    /** In the fingerprint of the pipeline that wrote it, the only setting that tells. */
    private static final String FINGERPRINT = "spark.pipeline.fingerprint";

    private static final Pattern STATE_PARTITIONS = Pattern.compile("(?:^|;)state partitions=(\\d{1,9})(?:;|$)");

    private final CheckpointContent content;

    private CheckpointMetadata(CheckpointContent content) {
        this.content = content;
    }

    /**
     * Reads a file, of which little is kept, whatever its length.
     *
     * @throws UnreadableCheckpointException when it is truncated, altered, or no checkpoint
     * @throws JobException with exit code 1 when the heap is too small for what has to be kept of it
     * @throws IOException when the file can't be read, NoSuchFileException when it is gone
     */
    public static CheckpointMetadata read(CheckpointFile checkpoint) throws IOException {
        try (InputStream file = Files.newInputStream(checkpoint.path())) {
            return of(checkpoint.name(), file);
        }
    }

    /**
     * A file's bytes, so that what is found in them stays true while Spark replaces the file.
     *
     * @throws JobException with exit code 1 when the heap is too small for them
     * @throws IOException when the file can't be read, NoSuchFileException when it is gone
     */
    static byte[] bytes(CheckpointFile checkpoint) throws IOException {
        HeapShare.of(checkpoint.name(), SHARE_OF_FILE).take(Files.size(checkpoint.path()));
        return Files.readAllBytes(checkpoint.path());
    }

    static CheckpointMetadata of(String name, InputStream file) throws UnreadableCheckpointException {
        HeapShare memory = HeapShare.of(name, SHARE_OF_CONTENT);
        CheckpointContent content = new CheckpointContent(memory);
        try (InputStream in =
                new LimitedStream(decompress(name, new BufferedInputStream(file)), MOST_UNPACKED, limit -> {
                    throw new UnreadableCheckpointException(name + " is over " + limit + " bytes when unpacked");
                })) {
            CheckpointContent.require(name, SerializedStreamReader.read(in, content, memory));
        } catch (UnreadableCheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableCheckpointException(name + " is truncated or altered: " + e.getMessage(), e);
        }
        return new CheckpointMetadata(content);
    }

    private static InputStream decompress(String name, InputStream file) throws IOException {
        file.mark(LZ4_BLOCK.length);
        byte[] begin = file.readNBytes(LZ4_BLOCK.length);
        file.reset();
        if (startsWith(begin, LZ4_BLOCK)) {
            // Spark's writer puts an end mark after each flush: read on behind it
            // (org.apache.spark.io.LZ4CompressionCodec). The native decompressor reads behind the end of a damaged
            // block,
            // which can end the process: the sums are compared after it.
            return new LZ4BlockInputStream(
                    file,
                    LZ4Factory.safeInstance().fastDecompressor(),
                    XXHashFactory.safeInstance().newStreamingHash32(LZ4_SEED).asChecksum(),
                    false);
        }
        if (startsWith(begin, ZSTD)) {
            return new ZstdInputStream(file);
        }
        throw new UnreadableCheckpointException(
                name + (begin.length == 0 ? " is empty" : " is compressed neither with LZ4 nor with Zstandard"));
    }

    private static boolean startsWith(byte[] file, byte[] magic) {
        return file.length >= magic.length && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
    }

    /** Every checkpointed RDD that a recovery from this file would load. */
    public SortedSet<RddReference> references() {
        return Collections.unmodifiableSortedSet(content.references());
    }

    /**
     * How many parts each of these RDDs has: all of them are states. Empty for a pipeline that is none of ours, which does
     * not say it.
     */
    public OptionalInt statePartitions() {
        Matcher told = STATE_PARTITIONS.matcher(sparkSettings().getOrDefault(FINGERPRINT, ""));
        return told.find() ? OptionalInt.of(Integer.parseInt(told.group(1))) : OptionalInt.empty();
    }

    /**
     * The offsets from which a recovery reads on: of each partition the first offset of the oldest batch that it would
     * compute again, else the first one that no batch holds yet.
     */
    public KafkaOffsets offsets() {
        return content.offsets().earliest();
    }

    /** The offsets after the last one that any batch of it holds: so far the input had come when it was written. */
    public KafkaOffsets offsetEnds() {
        return content.offsets().ends();
    }

    /** The Spark configuration of the run that wrote it. */
    public SortedMap<String, String> sparkSettings() {
        return Collections.unmodifiableSortedMap(content.settings());
    }
}
