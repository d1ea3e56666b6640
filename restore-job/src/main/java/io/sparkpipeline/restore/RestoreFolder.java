package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.VolumeLock;
import io.sparkpipeline.common.checkpoint.GenerationFile;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.file.DurableFiles;
import io.sparkpipeline.common.file.FileTrees;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hidden folder beside the target, on its volume, where a restore is made before it is swapped in. */
final class RestoreFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreFolder.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RestoreConfig config;
    private final Path root;
    private final VolumeLock lock;

    private RestoreFolder(RestoreConfig config, Path root, VolumeLock lock) {
        this.config = config;
        this.root = root;
        this.lock = lock;
    }

    /**
     * Opens it for this process alone.
     *
     * @throws JobException with exit code 75 when another restore of the target is under way, 1 when the volume can't be
     *     written
     */
    static RestoreFolder open(RestoreConfig config) {
        Path root = config.parent().resolve(".restore-" + config.name());
        try {
            Files.createDirectories(root);
            requireOneVolume(config, root);
            return new RestoreFolder(config, root, VolumeLock.take(root.resolve("lock"), "another restore"));
        } catch (IOException e) {
            throw JobException.failed(
                            "the folder " + root + " can't be written: " + e,
                            "the target is as it was",
                            "give this user write access to the volume (fsGroup) or mount it read-write")
                    .causedBy(e);
        }
    }

    /** A target that is a volume of its own can't be swapped. */
    static void requireOneVolume(RestoreConfig config, Path root) throws IOException {
        if (Files.exists(config.target())
                && !Files.getFileStore(config.target()).equals(Files.getFileStore(root))) {
            throw JobException.usage(
                    "--target " + config.target() + " is a mount point, which no restore can be swapped into",
                    "let the target be a folder on the volume: mount the volume one level higher");
        }
    }

    /** The folder for the backup's files, with what an earlier run verified; those of other backups go. */
    Path prepare(BackupId id) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            List<Path> others = entries.filter(Files::isDirectory)
                    .filter(path -> !path.getFileName().toString().equals(id.text()))
                    .toList();
            for (Path other : others) {
                LOG.info("deleting {}, of a restore that was interrupted", other);
                FileTrees.delete(other);
            }
        }
        Path data = Files.createDirectories(root.resolve(id.text()));
        // A killed run had carried it there: no file of the backup, for which all of them would be downloaded again.
        new GenerationFile(data).discard();
        return data;
    }

    /**
     * Puts the folder into the target's place, with the highest generation that was published from there. Killed in between,
     * the target is the old one, absent, or the new one; run again, it goes on. A failure in between puts the old one back.
     *
     * @return where the old directory is kept; empty when there was none, or an empty one
     */
    Optional<Path> swap(Path data, Instant now) throws IOException {
        new CarriedGeneration(config).into(data, now);
        Optional<Path> replaced = Optional.empty();
        if (Files.exists(config.target(), LinkOption.NOFOLLOW_LINKS)) {
            Rights rights = Rights.of(config.target());
            rights.giveTo(data);
            replaced = setAside(now);
            try {
                Files.move(data, config.target(), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException | RuntimeException e) {
                putBack(replaced, rights, e);
                throw e;
            }
        } else {
            Files.move(data, config.target(), StandardCopyOption.ATOMIC_MOVE);
        }
        DurableFiles.forceFolder(config.parent());
        return replaced;
    }

    /** Else a driver that starts before the next run finds no directory. */
    private void putBack(Optional<Path> aside, Rights rights, Exception failure) {
        if (Files.exists(config.target(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (aside.isPresent()) {
                Files.move(aside.orElseThrow(), config.target(), StandardCopyOption.ATOMIC_MOVE);
            } else {
                rights.giveTo(Files.createDirectory(config.target()));
            }
            DurableFiles.forceFolder(config.parent());
            LOG.warn("{} could not be replaced, and is as it was: {}", config.target(), failure.toString());
        } catch (IOException e) {
            LOG.warn(
                    "{} is absent until the next run; what was there is kept{}: {}",
                    config.target(),
                    aside.map(old -> " as " + old).orElse(" nowhere, since it was empty"),
                    e.toString());
            failure.addSuppressed(e);
        }
    }

    private Optional<Path> setAside(Instant now) throws IOException {
        try {
            Files.delete(config.target());
            return Optional.empty();
        } catch (DirectoryNotEmptyException e) {
            Path aside = config.parent().resolve(config.asidePrefix() + TIME.format(now));
            Files.move(config.target(), aside, StandardCopyOption.ATOMIC_MOVE);
            LOG.info("the old directory is kept as {}", aside);
            return Optional.of(aside);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
