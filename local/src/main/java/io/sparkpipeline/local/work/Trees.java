package io.sparkpipeline.local.work;

import io.sparkpipeline.common.file.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Empties folders. */
final class Trees {

    private Trees() {}

    /**
     * Empties a folder, but for one file directly inside. The marker goes last, so that a clearing which is killed is
     * taken up again by the next run.
     */
    static void clear(Path folder, String except) throws IOException {
        for (Path entry : entries(folder, except)) {
            if (!entry.getFileName().toString().equals(RunMarker.FILE)) {
                FileTrees.delete(entry);
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
}
