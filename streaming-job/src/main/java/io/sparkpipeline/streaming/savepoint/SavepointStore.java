package io.sparkpipeline.streaming.savepoint;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.common.file.DurableFiles;
import io.sparkpipeline.common.file.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The savepoints of one application: {@code savepoints/<time>/}, each complete from the moment that its manifest is
 * there. One that is being written is in {@code savepoints/.<time>-<random>} and gets its {@link SavepointName} last.
 */
public final class SavepointStore {

    private static final Logger LOG = LoggerFactory.getLogger(SavepointStore.class);

    private final Path root;
    private @Nullable Path begun;

    /** The store within a checkpoint folder. */
    public SavepointStore(Path checkpointFolder) {
        this.root = checkpointFolder.resolve(CheckpointDirectory.SAVEPOINTS);
    }

    /**
     * A new empty folder for the parts of a savepoint at the end of that batch. Nobody else ever writes there, also not the
     * executors that a driver left behind when it died in this batch. What this store began before and did not finish is
     * removed.
     */
    public synchronized Path begin(Instant batchTime) throws IOException {
        removeUnfinished();
        Files.createDirectories(root);
        String random = UUID.randomUUID().toString().substring(0, 8);
        Path folder = Files.createDirectory(root.resolve("." + SavepointName.of(batchTime) + "-" + random));
        begun = folder;
        return folder;
    }

    /** Of one that a task still writes to the rest stays for the next start: it is in nobody's way. */
    private void removeUnfinished() {
        Path unfinished = begun;
        begun = null;
        if (unfinished == null) {
            return;
        }
        try {
            FileTrees.delete(unfinished);
        } catch (IOException e) {
            LOG.warn("The unfinished savepoint {} is left: {}", unfinished, e.getMessage());
        }
    }

    /** Makes a savepoint of a folder whose parts are all on the disk. */
    public Savepoint commit(Path parts, SavepointManifest manifest) throws IOException {
        DurableFiles.write(parts.resolve(SavepointManifest.FILE), manifest.bytes());
        DurableFiles.forceFolder(parts);
        SavepointName name = SavepointName.of(manifest.batchTime());
        List<Path> sameTime = newestFirst().stream()
                .filter(folder -> SavepointName.of(folder).time().equals(name.time()))
                .toList();
        for (Path folder : sameTime) {
            Savepoint there = soundOne(folder, manifest);
            if (there != null) {
                // The same batch, run again after a crash: what is there is as good.
                FileTrees.delete(parts);
                return there;
            }
        }
        // Another batch of that time, after a recovery: a reader may still need the parts of the first. Its number is
        // above all that are there, though lower ones may be free again: the highest is taken for the newest.
        SavepointName free =
                sameTime.isEmpty() ? name : SavepointName.of(sameTime.get(0)).next();
        Path named = root.resolve(free.toString());
        Files.move(parts, named, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.forceFolder(root);
        return new Savepoint(named, manifest);
    }

    /** What is in a folder, where it goes on at the same offsets and every part of it is as it was written. */
    private static @Nullable Savepoint soundOne(Path folder, SavepointManifest like) {
        try {
            SavepointManifest there = SavepointManifest.read(folder);
            boolean isSame = there.offsets().equals(like.offsets()) && Objects.equals(there.lineage(), like.lineage());
            return isSame ? verified(folder) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The folders of savepoints, complete or not, newest first. */
    public List<Path> newestFirst() {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing((Path folder) -> SavepointName.of(folder))
                            .reversed())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a savepoint and compares every byte of it with its manifest.
     *
     * @throws DamagedSavepointException when it is not as it was written
     */
    public static Savepoint verified(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(SavepointManifest.FILE))) {
            throw new DamagedSavepointException("it has no manifest");
        }
        SavepointManifest manifest = SavepointManifest.read(folder);
        for (SavepointPart part : manifest.parts()) {
            PartFiles.check(folder, part);
        }
        return new Savepoint(folder, manifest);
    }

    /**
     * Deletes all but the newest ones.
     *
     * @param keep how many stay
     * @param alsoKept folders that stay however old they are
     */
    public void prune(int keep, Set<Path> alsoKept) throws IOException {
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
            if (!alsoKept.contains(old)) {
                LOG.info("Deleting savepoint {}: {} newer ones are kept", old.getFileName(), keep);
                // First out of sight, so that a reader never sees half of one.
                Path hidden = root.resolve("." + old.getFileName());
                FileTrees.delete(hidden);
                FileTrees.delete(Files.move(old, hidden, StandardCopyOption.ATOMIC_MOVE));
            }
        }
    }

    /**
     * Where consumption would go on, of each one.
     *
     * @throws IOException when one can't be read
     */
    public List<KafkaOffsets> offsets() throws IOException {
        List<KafkaOffsets> offsets = new ArrayList<>();
        for (Path folder : newestFirst()) {
            offsets.add(SavepointManifest.read(folder).offsets());
        }
        return offsets;
    }

    /** Removes what crashes left half-written. */
    public void sweep() throws IOException {
        List<Path> hidden;
        try (Stream<Path> entries = Files.list(root)) {
            hidden = entries.filter(e -> e.getFileName().toString().matches("\\.\\d{8}T.*"))
                    .toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path half : hidden) {
            FileTrees.delete(half);
        }
    }

    /** The newest one that is as it was written; damaged ones are told of and passed over. */
    public Optional<Savepoint> newestComplete() {
        for (Path folder : newestFirst()) {
            try {
                return Optional.of(verified(folder));
            } catch (IOException e) {
                LOG.warn("Savepoint {} is passed over: {}", folder.getFileName(), e.getMessage());
            }
        }
        return Optional.empty();
    }
}
