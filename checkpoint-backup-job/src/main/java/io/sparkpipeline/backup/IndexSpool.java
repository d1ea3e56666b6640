package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.CorruptBackupException;
import io.sparkpipeline.common.backup.IndexReader;
import io.sparkpipeline.common.backup.IndexWriter;
import io.sparkpipeline.common.backup.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index as it grows, on the volume: an object is in it once it is in the bucket. */
final class IndexSpool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexSpool.class);

    private final Path file;
    private final IndexWriter writer;
    private final Map<String, Long> objects = new TreeMap<>();
    private long storedBytes;
    private long files;
    private long bytes;

    private IndexSpool(Path file) throws IOException {
        this.file = file;
        this.writer = new IndexWriter(Files.newOutputStream(file));
    }

    /**
     * Opens it, with those objects of an earlier run that are in the bucket with the right size.
     *
     * @param inBucket size by object name
     */
    static IndexSpool open(Path file, Map<String, Long> inBucket) throws IOException {
        Path earlier = earlier(file);
        if (Files.exists(file)) {
            Files.move(file, earlier, StandardCopyOption.REPLACE_EXISTING);
        }
        IndexSpool spool = new IndexSpool(file);
        if (Files.exists(earlier)) {
            spool.takeOver(earlier, inBucket);
            Files.delete(earlier);
        }
        return spool;
    }

    /** Whether an earlier run began to upload: it wrote this before it sent anything. */
    static boolean isBegun(Path file) {
        return Files.exists(file) || Files.exists(earlier(file));
    }

    private static Path earlier(Path file) {
        return file.resolveSibling(file.getFileName() + ".earlier");
    }

    private void takeOver(Path earlier, Map<String, Long> inBucket) throws IOException {
        try (IndexReader reader = new IndexReader(Files.newInputStream(earlier))) {
            for (Optional<StoredObject> next = reader.next(); next.isPresent(); next = reader.next()) {
                StoredObject object = next.orElseThrow();
                if (Long.valueOf(object.size()).equals(inBucket.get(object.name()))) {
                    add(object);
                }
            }
        } catch (CorruptBackupException e) {
            LOG.debug("the earlier run was killed while it wrote its last line: {}", e.why());
        }
        if (!objects.isEmpty()) {
            LOG.info("{} objects with {} bytes are uploaded already", objects.size(), storedBytes);
        }
    }

    synchronized void add(StoredObject object) throws IOException {
        if (objects.put(object.name(), object.size()) != null) {
            throw new IllegalStateException("object " + object.name() + " was uploaded twice");
        }
        writer.write(object);
        storedBytes += object.size();
        files += object.files().size();
        bytes += object.fileBytes();
    }

    synchronized boolean has(String name) {
        return objects.containsKey(name);
    }

    /** The sizes of the objects by name. */
    synchronized Map<String, Long> objects() {
        return new TreeMap<>(objects);
    }

    synchronized long storedBytes() {
        return storedBytes;
    }

    synchronized long files() {
        return files;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Writes the whole, compressed; the stream stays open. */
    void copyTo(OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            FastGzip gzip = new FastGzip(out);
            in.transferTo(gzip);
            gzip.finish();
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    /** Hashes don't compress, so the fastest level is nearly as good as the best. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
