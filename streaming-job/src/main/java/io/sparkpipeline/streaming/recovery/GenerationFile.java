package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.file.DurableFiles;
import io.sparkpipeline.streaming.pipeline.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * The highest generation that a checkpoint folder ever published, in the file {@code generation}. It is on the disk before the
 * first output of that generation is out, whatever becomes of the checkpoints: one that comes back from before it goes on
 * above it.
 */
final class GenerationFile {

    /** Its name. */
    static final String NAME = "generation";

    private final Path folder;

    GenerationFile(Path folder) {
        this.folder = folder;
    }

    /**
     * The generation; zero where none ever began.
     *
     * @throws IOException when it can't be read, or is not as it was written
     */
    long highest() throws IOException {
        try {
            return Long.parseLong(Files.readString(folder.resolve(NAME)).trim());
        } catch (NoSuchFileException e) {
            return 0;
        } catch (NumberFormatException e) {
            throw new IOException("its file " + NAME + " holds no number", e);
        }
    }

    /** One above all that were ever published, as far as the folder, what is gone on from and the clock can tell. */
    long after(long known, Instant now) throws IOException {
        return Version.generationAfter(Math.max(known, highest()), now);
    }

    /** Makes it the highest one, if it is. */
    void keep(long generation) throws IOException {
        if (generation <= highest()) {
            return;
        }
        Path written = folder.resolve("." + NAME);
        DurableFiles.write(written, (generation + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(written, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.forceFolder(folder);
    }
}
