package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.cli.HeapShare;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.store.ObjectContent;
import io.sparkpipeline.common.store.ObjectReader;
import io.sparkpipeline.common.store.Sha256;
import io.sparkpipeline.common.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The index of a backup in a store, read as a stream, as often as wanted; each pass checks it against the manifest's
 * hash at its end, so what a pass said holds once it returned.
 */
public final class BackupIndex {

    /** More than the longest line that {@link IndexWriter} can write. */
    private static final long LONGEST_LINE = 10_000;

    /**
     * How many files the objects may have together that are read at the same time: an entry takes some 250 bytes, so all
     * of them 15 MB. A segment of tiny files has 16,000, and what takes its time there is the processor's.
     */
    public static final int FILES_IN_HAND = 60_000;

    /** For the names in an index: of the jobs' heap, those of six million files. */
    private static final int SHARE_OF_HEAP = 2;

    /** What is done with each object. */
    @FunctionalInterface
    public interface Visitor {
        void visit(StoredObject object) throws IOException;
    }

    private final ObjectReader store;
    private final String key;
    private final BackupManifest manifest;

    public BackupIndex(ObjectReader store, BackupLayout layout, BackupManifest manifest) {
        this.store = store;
        this.key = layout.index(manifest.id());
        this.manifest = manifest;
    }

    /**
     * A pass that only checks, for those who want to know before they do anything; {@link #forEach} checks the same.
     *
     * @throws CorruptBackupException that says what is wrong
     */
    public void check() throws IOException {
        forEach(object -> {});
    }

    /**
     * One pass over all objects, in the index's order, that looks for what must not be: a path or object twice, unsafe
     * paths, totals other than the manifest's.
     *
     * @throws CorruptBackupException when it finds that, or when the index is not the manifest's: at the latest after the
     *     last object
     * @throws JobException with exit code 1 when the heap is too small for as many files as the manifest has
     */
    public void forEach(Visitor visitor) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (ObjectContent content = store.open(key)) {
            requireSize(content.info().size());
            DigestInputStream raw = new DigestInputStream(content.body(), digest);
            read(raw, visitor);
            raw.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                throw new CorruptBackupException("its index is missing", e);
            }
            throw e;
        }
        if (!Sha256.hex(digest.digest()).equals(manifest.indexSha256())) {
            throw new CorruptBackupException("its index is not the one that its manifest was written for");
        }
    }

    private void requireSize(long size) {
        if (size != manifest.indexBytes()) {
            throw new CorruptBackupException(
                    "its index has " + size + " bytes and should have " + manifest.indexBytes());
        }
    }

    private void read(InputStream raw, Visitor visitor) throws IOException {
        Totals totals = new Totals();
        Names names = new Names(manifest);
        long lines = manifest.files() + manifest.objects() + 1;
        try (IndexReader reader =
                new IndexReader(new BoundedStream(gunzip(raw), lines * LONGEST_LINE, "its index inflates"))) {
            for (Optional<StoredObject> next = reader.next(); next.isPresent(); next = reader.next()) {
                totals.add(next.orElseThrow());
                totals.requireWithin(manifest);
                names.requireNew(next.orElseThrow());
                visitor.visit(next.orElseThrow());
            }
        }
        totals.requireEqual(manifest);
    }

    /** Without closing the raw stream, whose rest is still to be hashed. */
    private static InputStream gunzip(InputStream raw) throws IOException {
        try {
            return new GZIPInputStream(
                    new java.io.FilterInputStream(raw) {
                        @Override
                        public void close() {}

                        @Override
                        public int read(byte[] buffer, int offset, int length) throws IOException {
                            return in.read(buffer, offset, length);
                        }
                    },
                    1 << 16);
        } catch (IOException e) {
            throw new CorruptBackupException("its index is no gzip file", e);
        }
    }

    /** What was named so far. */
    private static final class Names {

        private final PathSet paths;
        private final PathSet objects;

        Names(BackupManifest manifest) {
            HeapShare memory = HeapShare.of("the index of backup " + manifest.id(), SHARE_OF_HEAP);
            paths = new PathSet(memory, manifest.files());
            objects = new PathSet(memory, manifest.objects());
        }

        void requireNew(StoredObject object) {
            requireNew(objects, object.name(), "object");
            for (StoredFile file : object.files()) {
                requireNew(paths, file.path(), "path");
            }
        }

        private static void requireNew(PathSet seen, String name, String what) {
            if (!seen.add(name)) {
                throw new CorruptBackupException(
                        "its index names the " + what + " '" + SafePaths.printable(name) + "' twice");
            }
        }
    }

    /** Sums of what the index holds. */
    private static final class Totals {

        private long objects;
        private long files;
        private long bytes;
        private long storedBytes;

        void add(StoredObject object) {
            objects++;
            files += object.files().size();
            try {
                storedBytes = Math.addExact(storedBytes, object.size());
                for (StoredFile file : object.files()) {
                    bytes = Math.addExact(bytes, file.size());
                }
            } catch (ArithmeticException e) {
                throw new CorruptBackupException("its index holds sizes that no volume has", e);
            }
        }

        void requireWithin(BackupManifest manifest) {
            if (objects > manifest.objects() || files > manifest.files() || bytes > manifest.bytes()) {
                throw new CorruptBackupException("its index holds more than its manifest says");
            }
        }

        void requireEqual(BackupManifest manifest) {
            if (objects != manifest.objects()
                    || files != manifest.files()
                    || bytes != manifest.bytes()
                    || storedBytes != manifest.storedBytes()) {
                throw new CorruptBackupException("its index and its manifest differ in their totals");
            }
        }
    }
}
