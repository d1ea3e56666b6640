package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.VolumeLock;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.file.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hidden folder beside the checkpoint directory, on the same volume, where cuts are staged: hard links cost no room
 * there as long as the driver keeps the files too.
 */
final class StagingFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StagingFolder.class);

    private final Path root;
    private final VolumeLock lock;
    private final List<CompletableFuture<Void>> deletions = new ArrayList<>();

    private StagingFolder(Path root, VolumeLock lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Opens it for this process alone.
     *
     * @throws JobException with exit code 75 when another backup of the application is under way, 1 when the folder can't
     *     be written
     */
    static StagingFolder open(Path root) {
        try {
            Files.createDirectories(root);
            return new StagingFolder(root, VolumeLock.take(root.resolve("lock"), "another backup"));
        } catch (IOException e) {
            throw JobException.failed(
                            "the staging folder " + root + " can't be written: " + e,
                            "the checkpoint directory was only read; earlier backups are as they were",
                            "give this user write access to the volume (fsGroup), mount it read-write,"
                                    + " or name another folder by --staging")
                    .causedBy(e);
        }
    }

    /** Cuts that earlier runs left, oldest first; what is incomplete is deleted. */
    List<StagedCut> leftovers() throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(root)) {
            folders = entries.filter(path -> Files.isDirectory(path)
                            && BackupId.parse(path.getFileName().toString()).isPresent())
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
        for (Path folder : folders) {
            if (StagedCut.load(folder).isEmpty()) {
                LOG.info("deleting {}, the cut of a run that was interrupted", folder);
                FileTrees.delete(folder);
            }
        }
        return folders.stream().map(StagedCut::load).flatMap(Optional::stream).toList();
    }

    /** A new folder for a cut. */
    Path create(BackupId id) throws IOException {
        return Files.createDirectory(root.resolve(id.text()));
    }

    /**
     * Deletes a cut: its facts at once, so that a half-deleted one is never taken for whole; its files meanwhile, until
     * {@link #close}, since nobody waits for them.
     */
    void delete(StagedCut cut) throws IOException {
        Files.deleteIfExists(cut.folder().resolve("cut.json"));
        deletions.add(CompletableFuture.runAsync(() -> {
            try {
                FileTrees.delete(cut.folder());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    /** Waits for what is being deleted. */
    @Override
    public void close() throws IOException {
        try (lock) {
            CompletableFuture.allOf(deletions.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException io ? io.getCause() : new IOException(e.getCause());
        }
    }
}
