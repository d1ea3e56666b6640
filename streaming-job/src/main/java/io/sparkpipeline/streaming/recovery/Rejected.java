package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves what a run does not go on from to {@code rejected/<time>/}. Nothing is deleted here (RejectedRetention). */
final class Rejected {

    private static final Logger LOG = LoggerFactory.getLogger(Rejected.class);
    static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Names that Spark takes for checkpoints when it lists the folder, and then fails on (Checkpoint.REGEX). */
    private static final Pattern LOOKS_LIKE_METADATA = Pattern.compile("checkpoint-\\d+");

    private static final Pattern RUN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Path root;
    private final Path target;

    Rejected(Path root, Clock clock) {
        this.root = root;
        this.target = root.resolve(CheckpointDirectory.REJECTED).resolve(NAME.format(clock.instant()));
    }

    /** Moves a metadata file and its checksum. */
    void metadata(CheckpointFile file, String reason) throws IOException {
        LOG.warn("Rejected {}: {}; moved to {}", file.name(), reason, target);
        move(file.path());
        move(root.resolve("." + file.name() + ".crc"));
    }

    /** Moves files that would make Spark fail when it lists the folder, such as a copier's temporary ones. */
    void strays() throws IOException {
        for (Path entry : entries()) {
            String name = entry.getFileName().toString();
            boolean checksum = name.startsWith(".") && name.endsWith(".crc");
            if (LOOKS_LIKE_METADATA.matcher(name).find()
                    && !checksum
                    && CheckpointFile.of(entry).isEmpty()) {
                LOG.warn("Rejected {}: not a file of Spark's, and Spark would fail on it; moved to {}", name, target);
                move(entry);
            }
        }
    }

    /** Moves all that Spark wrote, so that a new graph begins in a clean folder. */
    void everything() throws IOException {
        for (Path entry : entries()) {
            String name = entry.getFileName().toString();
            if (LOOKS_LIKE_METADATA.matcher(name).find()
                    || RUN.matcher(name).matches()
                    || name.equals("temp")
                    || name.equals(".temp.crc")
                    || name.equals(CheckpointDirectory.RECEIVED_DATA)
                    || name.equals(CheckpointDirectory.RECEIVED_BLOCK_METADATA)) {
                move(entry);
            }
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private void move(Path path) throws IOException {
        if (Files.exists(path)) {
            Files.createDirectories(target);
            Files.move(path, target.resolve(path.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
