package io.sparkpipeline.common.checkpoint;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The {@code .<name>.crc} file that Hadoop writes beside each file on {@code file:}: the bytes {@code crc\0}, the chunk
 * length as four bytes, then a CRC-32 of four bytes for each chunk (org.apache.hadoop.fs.ChecksumFileSystem).
 */
final class HadoopChecksum {

    static final String SUFFIX = ".crc";
    private static final byte[] MAGIC = {'c', 'r', 'c', 0};

    /** Hadoop's is 512 by default (file.bytes-per-checksum), and a buffer of as many is taken for it. */
    private static final int LARGEST_CHUNK = 1 << 20;

    private static final int READ = 1 << 16;

    private HadoopChecksum() {}

    /** The checksum file of a file. */
    static Path fileFor(Path file) {
        return file.resolveSibling("." + file.getFileName() + SUFFIX);
    }

    /**
     * Compares a file with its checksum file; where there is none, nothing can be said and nothing is thrown.
     *
     * @throws UnreadableCheckpointException when the content differs
     * @throws IOException when the file can't be read
     */
    static void check(Path file) throws IOException {
        try (DataInputStream sums = new DataInputStream(new BufferedInputStream(Files.newInputStream(fileFor(file))));
                InputStream in = new BufferedInputStream(Files.newInputStream(file), READ)) {
            if (!Arrays.equals(sums.readNBytes(4), MAGIC)) {
                throw new UnreadableCheckpointException(file.getFileName() + " has a checksum file of no known form");
            }
            compare(file, in, sums, sums.readInt());
        } catch (EOFException e) {
            throw altered(file);
        } catch (NoSuchFileException e) {
            if (!Files.exists(file)) {
                throw e;
            }
        }
    }

    private static void compare(Path file, InputStream in, DataInputStream sums, int chunk) throws IOException {
        if (chunk <= 0 || chunk > LARGEST_CHUNK) {
            throw altered(file);
        }
        for (byte[] bytes = in.readNBytes(chunk); bytes.length > 0; bytes = in.readNBytes(chunk)) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            if (sums.readInt() != (int) crc.getValue()) {
                throw altered(file);
            }
        }
        if (sums.read() >= 0) {
            throw altered(file);
        }
    }

    private static UnreadableCheckpointException altered(Path file) {
        return new UnreadableCheckpointException(file.getFileName() + " is not as it was written (checksum differs)");
    }
}
