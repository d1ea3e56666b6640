package io.sparkpipeline.local.kubernetes;

import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.time.Pauses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of a folder at one point in time, while others write to it, as a volume snapshot has it: hard links are
 * made of all files, and taken again until the folder did not change meanwhile.
 */
final class FolderCut {

    private static final Logger LOG = LoggerFactory.getLogger(FolderCut.class);
    private static final Duration PAUSE = Duration.ofMillis(15);

    private record Entry(
            boolean folder,
            long size,
            FileTime modified,
            @Nullable Object key) {}

    private FolderCut() {}

    /**
     * Links the files of {@code source} into {@code target}.
     *
     * @param patience how long a quiet moment is waited for
     * @return size in bytes by relative path of each file at that moment; a file may grow behind its link
     * @throws IOException also when there was no quiet moment
     */
    static Map<Path, Long> take(Path source, Path target, Duration patience) throws IOException {
        return take(source, target, patience, () -> {});
    }

    /** The same with something done between the linking and the second look. */
    static Map<Path, Long> take(Path source, Path target, Duration patience, Runnable afterLinking) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            FileTrees.delete(target);
            try {
                Map<Path, Entry> before = entries(source);
                link(source, target, before);
                afterLinking.run();
                if (before.equals(entries(source))) {
                    return sizes(before);
                }
            } catch (NoSuchFileException e) {
                LOG.debug("{} vanished while it was looked at", e.getMessage());
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e.getCause();
                }
            }
        } while (System.nanoTime() < deadline && Pauses.pace(PAUSE));
        FileTrees.delete(target);
        throw new IOException(source + " changes all the time: no quiet moment in " + patience.toSeconds() + " s");
    }

    private static Map<Path, Entry> entries(Path source) throws IOException {
        Map<Path, Entry> entries = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
                entries.put(
                        source.relativize(path),
                        new Entry(
                                found.isDirectory(),
                                found.isDirectory() ? 0 : found.size(),
                                found.lastModifiedTime(),
                                found.fileKey()));
            }
        }
        return entries;
    }

    private static void link(Path source, Path target, Map<Path, Entry> entries) throws IOException {
        for (Map.Entry<Path, Entry> entry : entries.entrySet()) {
            Path to = target.resolve(entry.getKey().toString());
            if (entry.getValue().folder()) {
                Files.createDirectories(to);
            } else {
                Files.createLink(to, source.resolve(entry.getKey().toString()));
            }
        }
    }

    private static Map<Path, Long> sizes(Map<Path, Entry> entries) {
        Map<Path, Long> sizes = new TreeMap<>();
        entries.forEach((path, entry) -> {
            if (!entry.folder()) {
                sizes.put(path, entry.size());
            }
        });
        return sizes;
    }
}
