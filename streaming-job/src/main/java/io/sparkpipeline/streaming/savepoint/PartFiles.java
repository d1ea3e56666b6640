package io.sparkpipeline.streaming.savepoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes and reads the files of a savepoint: gzipped lines, one {@link SavedGroup} each. */
public final class PartFiles {

    private static final ObjectWriter WRITER = new JsonMapper().writerFor(SavedGroup.class);
    private static final ObjectReader READER = new JsonMapper().reader();

    private PartFiles() {}

    /**
     * Writes a part and forces it to the disk. Each attempt has a file of its own: an executor that was given up while it
     * wrote, as on a node that was cut off, may go on when another has written the part in its place.
     *
     * @param partition of the state
     * @param attempt unique within the application
     */
    public static SavepointPart write(Path folder, int partition, long attempt, Iterator<SavedGroup> groups)
            throws IOException {
        String name = String.format(Locale.ROOT, "part-%05d-%d.jsonl.gz", partition, attempt);
        Path file = folder.resolve(name);
        MessageDigest digest = Digests.sha256();
        long count = 0;
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            OutputStream raw = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            GZIPOutputStream out = new FastGzip(new DigestOutputStream(raw, digest));
            while (groups.hasNext()) {
                out.write(WRITER.writeValueAsBytes(groups.next()));
                out.write('\n');
                count++;
            }
            out.finish();
            raw.flush();
            channel.force(true);
            return new SavepointPart(name, channel.size(), Digests.hex(digest), count);
        }
    }

    /** The JVM's default level costs three times as much for a tenth of the size. */
    private static final class FastGzip extends GZIPOutputStream {
        private FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 15);
            def.setLevel(1);
        }
    }

    /**
     * Compares a part with its manifest.
     *
     * @throws DamagedSavepointException when it is not as it was written
     */
    static void check(Path folder, SavepointPart part) throws IOException {
        Path file = folder.resolve(part.name());
        if (!Files.exists(file)) {
            throw new DamagedSavepointException(part.name() + " is missing");
        }
        MessageDigest digest = Digests.sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        if (!Digests.hex(digest).equals(part.sha256())) {
            throw new DamagedSavepointException(part.name() + " is not as it was written");
        }
    }

    /** Reads a part group by group; the file is open until the last one was taken. */
    public static Iterator<SavedGroup> read(Path file) {
        try {
            return new Groups(new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)), 1 << 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Groups implements Iterator<SavedGroup> {

        private final Iterator<JsonNode> lines;
        private @Nullable InputStream in;

        private Groups(InputStream in) throws IOException {
            this.in = in;
            this.lines = READER.readValues(READER.createParser(in), JsonNode.class);
        }

        @Override
        public boolean hasNext() {
            boolean more = lines.hasNext();
            if (!more && in != null) {
                try {
                    in.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                in = null;
            }
            return more;
        }

        @Override
        public SavedGroup next() {
            if (!lines.hasNext()) {
                throw new NoSuchElementException();
            }
            JsonNode line = lines.next();
            return new SavedGroup(
                    line.required("key").asText(),
                    line.required("events").asLong(),
                    line.required("state").toString());
        }
    }
}
