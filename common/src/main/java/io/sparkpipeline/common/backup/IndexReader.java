package io.sparkpipeline.common.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sparkpipeline.common.store.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an index an object at a time, and trusts nothing in it. */
public final class IndexReader implements AutoCloseable {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(8192)
                    .maxNestingDepth(2)
                    .maxNameLength(64)
                    .build())
            .build();

    private final JsonParser in;

    /** @param in the lines, no longer compressed; closed with this reader */
    public IndexReader(InputStream in) {
        try {
            this.in = JSON.createParser(in);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static CorruptBackupException damaged(IOException e) {
        return new CorruptBackupException(
                "its index is damaged: " + SafePaths.printable(String.valueOf(e.getMessage())), e);
    }

    /**
     * The next object; empty at the end.
     *
     * @throws CorruptBackupException when a line is not what {@link IndexWriter} writes, or holds a path, size or hash
     *     that can't be
     */
    public Optional<StoredObject> next() {
        try {
            Line head = line();
            if (head == null) {
                return Optional.empty();
            }
            String name = head.text("object", head.object);
            if (!BackupLayout.isObjectName(name)) {
                throw new CorruptBackupException(
                        "its index names an object outside of it: '" + SafePaths.printable(name) + "'");
            }
            return Optional.of(new StoredObject(name, head.size(), head.hash(), files(name, head.files)));
        } catch (IOException e) {
            // What the store can't deliver is a StoreException: this is what gzip or JSON make of the bytes.
            throw damaged(e);
        }
    }

    private List<StoredFile> files(String object, long count) throws IOException {
        boolean single = !BackupLayout.isSegment(object);
        if (count < 0 || count > StoredObject.MOST_FILES || (single && count != 1)) {
            throw new CorruptBackupException("its index gives object " + object + " " + count + " files");
        }
        List<StoredFile> files = new ArrayList<>();
        while (files.size() < count) {
            Line line = line();
            if (line == null || !object.equals(line.in)) {
                throw new CorruptBackupException("its index lacks files of object " + object);
            }
            files.add(new StoredFile(SafePaths.require(line.text("path", line.path)), line.size(), line.hash()));
        }
        return files;
    }

    private @Nullable Line line() throws IOException {
        JsonToken token = in.nextToken();
        if (token == null) {
            return null;
        }
        if (token != JsonToken.START_OBJECT) {
            throw new CorruptBackupException("its index holds something other than objects");
        }
        Line line = new Line();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            line.set(name, in);
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The fields of a line, of either kind. */
    private static final class Line {

        private @Nullable String object;
        private @Nullable String path;
        private @Nullable String sha256;
        private @Nullable String in;
        private long size = -1;
        private long files = -1;

        void set(String name, JsonParser value) throws IOException {
            switch (name) {
                case "object" -> object = value.getValueAsString();
                case "path" -> path = value.getValueAsString();
                case "sha256" -> sha256 = value.getValueAsString();
                case "in" -> in = value.getValueAsString();
                case "size" -> size = value.getLongValue();
                case "files" -> files = value.getLongValue();
                default -> value.skipChildren();
            }
        }

        String text(String name, @Nullable String value) {
            if (value == null) {
                throw new CorruptBackupException("its index holds a line without '" + name + "'");
            }
            return value;
        }

        long size() {
            if (size < 0) {
                throw new CorruptBackupException("its index holds a line without a size");
            }
            return size;
        }

        String hash() {
            String hash = text("sha256", sha256);
            if (!Sha256.isHex(hash)) {
                throw new CorruptBackupException("its index holds something else where a SHA-256 belongs");
            }
            return hash;
        }
    }
}
