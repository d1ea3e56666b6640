package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.BackupLayout;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.Compression;
import io.sparkpipeline.common.backup.Progress;
import io.sparkpipeline.common.backup.StoredFile;
import io.sparkpipeline.common.backup.StoredObject;
import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.store.MultipartUpload;
import io.sparkpipeline.common.store.ObjectWriter;
import io.sparkpipeline.common.store.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Packs a cut and uploads it: packers read and hash, uploaders send, buffers bound both. */
final class Uploader {

    private final ObjectWriter store;
    private final BackupLayout layout;
    private final int parallelism;
    private final Compression compression;

    Uploader(BackupRepository repository, int parallelism, Compression compression) {
        this.store = repository.store();
        this.layout = repository.layout();
        this.parallelism = parallelism;
        this.compression = compression;
    }

    /**
     * Uploads all objects of the cut but index and manifest; each is in the spool once it is in the bucket.
     *
     * @param earlier what an earlier run of this cut began, by key
     */
    void upload(
            BackupId id,
            Path cut,
            PackSizes sizes,
            IndexSpool spool,
            Map<String, MultipartUpload> earlier,
            Progress progress)
            throws IOException {
        long heap = Runtime.getRuntime().maxMemory();
        int packing = packers(parallelism, Runtime.getRuntime().availableProcessors(), heap);
        // Each packer holds a buffer while it fills it, so fewer than one more than packers could wait for ever.
        BufferPool buffers = BufferPool.within(heap, parallelism + packing, packing + 1, PackSizes.PART);
        try (Workers uploaders = new Workers(parallelism, "upload");
                Workers packers = new Workers(packing, "pack")) {
            uploaders.endOnFailure(packers);
            Objects objects = new Objects(
                    name -> new Destination(
                            store, layout.object(id, name), earlier.get(layout.object(id, name)), uploaders),
                    buffers,
                    spool,
                    progress);
            PackPlanner.plan(cut, sizes, pack -> {
                String name = name(pack);
                if (!spool.has(name)) {
                    packers.submit(() -> objects.write(name, pack));
                }
            });
            packers.finish();
            uploaders.finish();
        } catch (SourceException e) {
            throw SourceFile.changed(String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /** So many that a buffer for each of them, and one more, fit into two thirds of the heap; at least one. */
    static int packers(int parallelism, int processors, long heap) {
        int wanted = Math.min(parallelism, Math.max(2, processors));
        return Math.max(1, Math.min(wanted, (int) (heap / 3 * 2 / PackSizes.PART) - 1));
    }

    private String name(Pack pack) {
        return pack.large() ? layout.file(pack.files().get(0).path()) : layout.segment(pack.number(), compression);
    }

    /** The objects of one backup on their way. */
    private final class Objects {

        private final PackWriter writer = new PackWriter(compression);
        private final Function<String, Destination> destinations;
        private final BufferPool buffers;
        private final IndexSpool spool;
        private final Progress progress;

        /** @param destinations by object name */
        Objects(Function<String, Destination> destinations, BufferPool buffers, IndexSpool spool, Progress progress) {
            this.destinations = destinations;
            this.buffers = buffers;
            this.spool = spool;
            this.progress = progress;
        }

        void write(String name, Pack pack) throws IOException {
            if (pack.large()) {
                file(name, pack.files().get(0));
            } else {
                segment(name, pack);
            }
        }

        /** A large file is its object: both have one size and hash. */
        private void file(String name, SourceFile file) throws IOException {
            new FileUpload(
                            file,
                            destinations.apply(name),
                            progress::bytes,
                            stored -> add(new StoredObject(name, stored.size(), stored.sha256(), List.of(stored))))
                    .run();
        }

        private void segment(String name, Pack pack) throws IOException {
            CompletableFuture<List<StoredFile>> files = new CompletableFuture<>();
            ObjectOutput out = new ObjectOutput(
                    destinations.apply(name),
                    buffers,
                    progress::bytes,
                    (size, sha256) -> add(new StoredObject(name, size, sha256, files.join())));
            files.complete(writer.segment(pack, out));
            out.close();
        }

        private void add(StoredObject object) throws IOException {
            spool.add(object);
            progress.files(object.files().size());
        }
    }

    /** Uploads the index. */
    StoredObject index(BackupId id, IndexSpool spool) throws IOException {
        CompletableFuture<StoredObject> index = new CompletableFuture<>();
        try (Workers uploaders = new Workers(Math.min(2, parallelism), "upload-index")) {
            ObjectOutput out = new ObjectOutput(
                    new Destination(store, layout.index(id), null, uploaders),
                    new BufferPool(3, PackSizes.PART),
                    bytes -> {},
                    (size, sha256) -> index.complete(new StoredObject("index", size, sha256, List.of())));
            spool.copyTo(out);
            out.close();
            uploaders.finish();
        }
        return index.join();
    }
}
