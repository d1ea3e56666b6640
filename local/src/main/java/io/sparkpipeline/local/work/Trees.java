package io.sparkpipeline.local.work;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Deletes folders whole; links are removed, not followed. */
public final class Trees {

    /** A process that was just killed may have made a file behind the walk. */
    private static final int ATTEMPTS = 5;

    private Trees() {}

    /**
     * Empties a folder, but for one file directly inside. The marker goes last, so that a clearing which is killed is
     * taken up again by the next run.
     */
    static void clear(Path folder, String except) throws IOException {
        for (Path entry : entries(folder, except)) {
            if (!entry.getFileName().toString().equals(RunMarker.FILE)) {
                delete(entry);
            }
        }
        Files.deleteIfExists(folder.resolve(RunMarker.FILE));
    }

    private static List<Path> entries(Path folder, String except) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().equals(except))
                    .toList();
        }
    }

    /** Deletes a folder with all in it. */
    public static void delete(Path tree) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.walkFileTree(tree, new Deleter());
                return;
            } catch (NoSuchFileException gone) {
                if (Files.notExists(tree)) {
                    return;
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
