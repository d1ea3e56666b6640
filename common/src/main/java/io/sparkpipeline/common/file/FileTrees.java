package io.sparkpipeline.common.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.TimeUnit;

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
        ForkJoinPool threads = new ForkJoinPool(Parallel.THREADS);
        try {
            threads.invoke(new Deletion(path));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            // After a failure others may be at work, behind a caller who begins anew.
            threads.awaitQuiescence(1, TimeUnit.MINUTES);
            threads.shutdown();
        }
    }

    /** Of a folder, with those in it at the same time. */
    private static final class Deletion extends RecursiveAction {
        private static final long serialVersionUID = 1L;

        private final transient Path path;

        Deletion(Path path) {
            this.path = path;
        }

        @Override
        protected void compute() {
            try {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    invokeAll(foldersAfterFiles());
                }
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Deletes all else, and gives back the folders. */
        private List<Deletion> foldersAfterFiles() throws IOException {
            List<Deletion> folders = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    // One call for a file, where Files.delete asks first what it is: a third of the time for many small
                    // ones.
                    if (!entry.toFile().delete()) {
                        folders.add(new Deletion(entry));
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            return folders;
        }
    }
}
