package io.sparkpipeline.common.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Folders as a whole. */
public final class FileTrees {

    /** A process that was just killed may have made a file behind the walk. */
    private static final int ATTEMPTS = 5;

    private FileTrees() {}

    /** Deletes the folder and what is in it; symbolic links are deleted and not followed. Nothing there is no failure. */
    public static void delete(Path folder) throws IOException {
        for (int attempt = 1; Files.exists(folder, LinkOption.NOFOLLOW_LINKS); attempt++) {
            try {
                tree(folder);
            } catch (NoSuchFileException | DirectoryNotEmptyException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void tree(Path path) throws IOException {
        // One call for a file, where Files.delete asks first what it is: a third of the time for many small ones.
        if (path.toFile().delete()) {
            return;
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    tree(entry);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Files.deleteIfExists(path);
    }
}
