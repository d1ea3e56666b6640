package io.sparkpipeline.common.checkpoint;

import io.sparkpipeline.common.file.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one cut on their way from the source to the staging folder; many threads may take files at once. */
final class CutFiles {

    private static final Logger LOG = LoggerFactory.getLogger(CutFiles.class);

    private final Path source;
    private final Path staging;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean copying = new AtomicBoolean();

    /** Folders that are there: to ask again costs as much as a link. */
    private final Set<Path> made = ConcurrentHashMap.newKeySet();

    CutFiles(Path source, Path staging) {
        this.source = source;
        this.staging = staging;
    }

    long count() {
        return count.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** Takes a file that its writer never changes once it has its name: by a hard link, else by a copy. */
    void link(Path file) throws IOException {
        Path target = target(file);
        BasicFileAttributes attributes = regular(file);
        try {
            Files.createLink(target, file);
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            copyFinished(file, target, attributes);
            if (copying.compareAndSet(false, true)) {
                LOG.info("files are copied, since {} can't be linked: {}", file, e.getMessage());
            }
        }
        counted(attributes.size());
    }

    /** Unlike a link, a copy is whole only when nobody wrote to the file, or deleted it, before its end was read. */
    private static void copyFinished(Path file, Path target, BasicFileAttributes before) throws IOException {
        copy(file, target, before.size());
        BasicFileAttributes after = regular(file);
        if (after.size() != before.size() || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
            throw new UnreadableCheckpointException(file + " changed while it was copied: it had " + before.size()
                    + " bytes, and has " + after.size() + " since " + after.lastModifiedTime());
        }
    }

    /** Takes the logs of a folder, each up to the length that it has now: their writer appends to them. */
    void copyGrowing(String folder) throws IOException {
        for (Path file : regularFilesBelow(source.resolve(folder))) {
            long length = Files.size(file);
            copy(file, target(file), length);
            counted(length);
        }
    }

    /**
     * Takes the segments of a log that is appended to: only its newest one is, so the others are linked and that one is
     * copied up to the length that it has now. What begins after the look at the folder is not part of the cut.
     *
     * @return the names of the segments, oldest first
     */
    List<String> takeSegments(String folder) throws IOException {
        List<Path> segments = regularFilesBelow(source.resolve(folder));
        for (Path segment : segments) {
            if (segment.equals(segments.get(segments.size() - 1))) {
                long length = Files.size(segment);
                copy(segment, target(segment), length);
                counted(length);
            } else {
                link(segment);
            }
        }
        return segments.stream()
                .map(segment -> segment.getFileName().toString())
                .toList();
    }

    /** Takes the finished files of a folder; hidden and temporary ones are still being written. */
    void linkFinished(String folder) throws IOException {
        for (Path file : regularFilesBelow(source.resolve(folder))) {
            link(file);
        }
    }

    /** Writes the last file, and makes it durable. */
    void write(String name, ByteBuffer content) throws IOException {
        Path target = staging.resolve(name);
        Files.createDirectories(staging);
        counted(content.remaining());
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
    }

    void forceFolders() throws IOException {
        DurableFiles.forceFolder(staging);
    }

    private static List<Path> regularFilesBelow(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                LOG.warn("{} is no folder, or a link to one, and is left out", folder);
            }
            return List.of();
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.filter(path -> finished(folder.relativize(path)))
                    .filter(CutFiles::isFile)
                    .sorted()
                    .toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean isFile(Path path) {
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        if (!file
                && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            LOG.warn("{} is a link or a special file, none of Spark's, and is left out", path);
        }
        return file;
    }

    /** What is still being written has a hidden name, or is in a folder that has one: it may grow behind a link. */
    private static boolean finished(Path relative) {
        for (Path element : relative) {
            if (element.toString().startsWith(".")) {
                return false;
            }
        }
        return !relative.toString().endsWith(".tmp") && !relative.toString().endsWith(".crc");
    }

    private static BasicFileAttributes regular(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new UnreadableCheckpointException(file + " is no regular file");
        }
        return attributes;
    }

    private Path target(Path file) throws IOException {
        Path target = staging.resolve(source.relativize(file));
        Path folder = Objects.requireNonNull(target.getParent());
        if (!made.contains(folder)) {
            Files.createDirectories(folder);
            made.add(folder);
        }
        return target;
    }

    private static void copy(Path file, Path target, long length) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[64 * 1024];
            long left = length;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new NoSuchFileException(file.toString(), null, "it became shorter while it was read");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private void counted(long size) {
        count.incrementAndGet();
        bytes.addAndGet(size);
    }
}
