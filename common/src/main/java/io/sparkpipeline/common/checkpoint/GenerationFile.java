package io.sparkpipeline.common.checkpoint;

import io.sparkpipeline.common.file.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

/**
 * The highest generation of versions that a checkpoint folder ever published, in the file {@code generation}. It is on the
 * disk before the first output of that generation is out, whatever becomes of the checkpoints: one that comes back from
 * before it goes on above it. It is no part of a backup, so a restore carries it over from what it replaces.
 */
public final class GenerationFile {

    /** Its name. */
    public static final String NAME = "generation";

    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    /** More bytes than any number has: a file that is something else is not read to its end. */
    private static final int LIMIT = 64;

    private final Path folder;
    private final Path file;
    private final Path written;

    public GenerationFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
        this.written = folder.resolve("." + NAME);
    }

    /** Where it is, or would be. */
    public Path path() {
        return file;
    }

    /**
     * The generation; zero where none ever began. A link is not followed: it would lead out of the folder.
     *
     * @throws IOException when it can't be read, or is not as it was written
     */
    public long highest() throws IOException {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile()) {
                throw new IOException(file + " is no file");
            }
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return number(new String(in.readNBytes(LIMIT), StandardCharsets.UTF_8));
            }
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private long number(String content) throws IOException {
        try {
            long number = Long.parseLong(content.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + " holds no number", e);
        }
        throw new IOException(file + " holds no generation");
    }

    /**
     * The generation behind one that is known, and behind those that nothing is known of any more: hours, so that a stream
     * that lost all it knew begins above what it had published, too.
     */
    public static long following(long known, Instant now) {
        return Math.max(known + 1, Duration.between(BEGINNING, now).toHours());
    }

    /** One above all that were ever published, as far as the folder, what is gone on from and the clock can tell. */
    public long after(long known, Instant now) throws IOException {
        return following(Math.max(known, highest()), now);
    }

    /** Makes it the highest one, if it is; once this is over it is on the disk. */
    public void keep(long generation) throws IOException {
        if (generation <= highest()) {
            return;
        }
        DurableFiles.write(written, (generation + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.forceFolder(folder);
    }

    /** Removes it, and what a killed process left of it: for a folder that nothing was ever published from. */
    public void discard() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(written);
    }
}
