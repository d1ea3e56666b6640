package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointFixture;
import io.sparkpipeline.common.checkpoint.ConsistentCut;
import io.sparkpipeline.common.checkpoint.CutOptions;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.ObjectStore;
import io.sparkpipeline.common.store.Sha256;
import io.sparkpipeline.common.time.Clocks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes backups by hand, from the same parts as the backup job but step by step, so that each step can be done wrong: an
 * entry's name, size or kind, the index, the manifest.
 */
public final class BackupFixture {

    /** An entry of the segment. */
    public interface Entries {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    private final ObjectStore store;
    private final BackupLayout layout;
    private final String app;
    private final BackupId id;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<StoredObject> larges = new ArrayList<>();
    private final List<StoredFile> claimed = new ArrayList<>();
    private @Nullable SigningKey key;
    private @Nullable Entries more;
    private Compression compression = Compression.none;
    private String manifestApp;
    private int formatVersion = BackupManifest.FORMAT_VERSION;
    private Instant checkpointTime = Instant.ofEpochMilli(20_000);
    private String checkpointRoot = "";
    private KafkaOffsets offsets = KafkaOffsets.of(Map.of("events", Map.of(0, 1234L)));

    public BackupFixture(ObjectStore store, String app, String id) {
        this.store = store;
        this.app = app;
        this.manifestApp = app;
        this.layout = new BackupLayout("checkpoints", app);
        this.id = new BackupId(id);
    }

    /** The files of a cut of a checkpoint directory with two batches. */
    public BackupFixture checkpoint(Path scratch) throws IOException {
        Path root = Files.createDirectories(scratch.resolve("made"));
        CheckpointFixture checkpoint = new CheckpointFixture(root);
        checkpoint.batch(10_000);
        CheckpointFile newest = checkpoint.batch(20_000);
        Path cut = scratch.resolve("cut");
        new ConsistentCut(Clocks.system(), CutOptions.defaults()).take(root, cut);
        checkpointTime = newest.time();
        checkpointRoot = "file:" + root;
        try (Stream<Path> paths = Files.walk(new CheckpointDirectory(cut).root())) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                file(cut.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return this;
    }

    /** Adds a file, rightly indexed. */
    public BackupFixture file(String path, byte[] content) {
        files.put(path, content);
        claimed.add(new StoredFile(path, content.length, Sha256.hexOf(content)));
        return this;
    }

    /** Adds a file that is an object of its own. */
    public BackupFixture large(String path, byte[] content) {
        String name = layout.file(path);
        store.put(layout.object(id, name), Chunk.of(content));
        StoredFile file = new StoredFile(path, content.length, Sha256.hexOf(content));
        larges.add(new StoredObject(name, content.length, file.sha256(), List.of(file)));
        return this;
    }

    /** Adds an entry of the index that no tar entry need match. */
    public BackupFixture claim(StoredFile file) {
        claimed.add(file);
        return this;
    }

    /** Adds entries to the segment by hand, after the files. */
    public BackupFixture entries(Entries entries) {
        more = entries;
        return this;
    }

    public BackupFixture signedWith(SigningKey signingKey) {
        key = signingKey;
        return this;
    }

    public BackupFixture compression(Compression form) {
        compression = form;
        return this;
    }

    public BackupFixture manifestApp(String name) {
        manifestApp = name;
        return this;
    }

    public BackupFixture formatVersion(int version) {
        formatVersion = version;
        return this;
    }

    public BackupFixture checkpointRoot(String root) {
        checkpointRoot = root;
        return this;
    }

    public BackupFixture offsets(KafkaOffsets next) {
        offsets = next;
        return this;
    }

    /** Writes it all, the manifest last. */
    public BackupManifest write() throws IOException {
        String name = layout.segment(1, compression);
        byte[] segment = segment();
        store.put(layout.object(id, name), Chunk.of(segment));
        StoredObject object = new StoredObject(name, segment.length, Sha256.hexOf(segment), claimed);
        List<StoredObject> objects = new ArrayList<>(List.of(object));
        objects.addAll(larges);
        return commit(objects);
    }

    /** Writes index and manifest for objects that the caller wrote. */
    public BackupManifest commit(List<StoredObject> objects) throws IOException {
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        try (IndexWriter writer = new IndexWriter(new GZIPOutputStream(index))) {
            for (StoredObject object : objects) {
                writer.write(object);
            }
        }
        return commit(index.toByteArray(), objects);
    }

    /** Writes a given index, and a manifest for it with the totals of those objects. */
    public BackupManifest commit(byte[] index, List<StoredObject> objects) {
        store.put(layout.index(id), Chunk.of(index));
        BackupManifest manifest = new BackupManifest(
                formatVersion,
                id,
                manifestApp,
                "/mnt/checkpoints/" + app,
                checkpointRoot,
                id.time(),
                checkpointTime,
                offsets,
                objects.stream().mapToLong(object -> object.files().size()).sum(),
                objects.stream().mapToLong(StoredObject::fileBytes).sum(),
                objects.size(),
                objects.stream().mapToLong(StoredObject::size).sum(),
                index.length,
                Sha256.hexOf(index),
                "test",
                null);
        store.put(layout.manifest(id), Chunk.of(new ManifestCodec(key).encode(manifest)));
        return manifest;
    }

    private byte[] segment() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream compressed = compression.compress(bytes);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(compressed, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                plain(tar, file.getKey(), file.getValue());
            }
            if (more != null) {
                more.write(tar);
            }
        }
        return bytes.toByteArray();
    }

    /** Writes a plain entry, its name taken as it is. */
    public static void plain(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    public BackupLayout layout() {
        return layout;
    }

    public BackupId id() {
        return id;
    }
}
