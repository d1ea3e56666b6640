package io.sparkpipeline.local.kubernetes;

import io.sparkpipeline.common.file.FileTrees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the folders behind volumes and snapshots. */
final class Folders {

    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);
    private static final Duration COPY_LIMIT = Duration.ofMinutes(10);

    private Folders() {}

    /** Copies a tree to a new folder, sharing blocks where the file system can. The folder appears whole or not at all. */
    static void copy(Path source, Path target) throws IOException {
        copy(source, target, Map.of());
    }

    /** The same, with files cut to the given sizes. */
    static void copy(Path source, Path target, Map<Path, Long> sizes) throws IOException {
        Path partial = target.resolveSibling("." + target.getFileName() + ".partial");
        FileTrees.delete(partial);
        Files.createDirectories(partial);
        if (!copyWithTool(source, partial)) {
            FileTrees.delete(partial);
            copyPlainly(source, partial);
        }
        for (Map.Entry<Path, Long> file : sizes.entrySet()) {
            cut(partial.resolve(file.getKey().toString()), file.getValue());
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Bytes of all files. */
    static long size(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            long size = 0;
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                size += Files.size(path);
            }
            return size;
        }
    }

    /** GNU cp knows reflinks; the JDK does not. */
    private static boolean copyWithTool(Path source, Path target) throws IOException {
        try {
            Process copy = new ProcessBuilder("cp", "-a", "--reflink=auto", source + "/.", target.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (copy.waitFor(COPY_LIMIT.toSeconds(), TimeUnit.SECONDS) && copy.exitValue() == 0) {
                return true;
            }
            copy.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while copying " + source, e);
        } catch (IOException e) {
            LOG.debug("no cp here: {}", e.toString());
        }
        return false;
    }

    private static void copyPlainly(Path source, Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path to = target.resolve(source.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(path, to, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void cut(Path file, long size) throws IOException {
        if (Files.size(file) > size) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(size);
            }
        }
    }
}
