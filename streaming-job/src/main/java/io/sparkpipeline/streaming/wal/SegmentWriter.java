package io.sparkpipeline.streaming.wal;

import io.sparkpipeline.common.file.DurableFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the newest segment. After any failure what is not surely on the disk is cut off and a new segment is begun: what
 * the operating system holds of a file after a failed fsync is not to be relied on. For one thread.
 */
final class SegmentWriter implements Closeable {

    private final Path folder;
    private final long segmentBytes;
    private final LogFile.Opener opener;
    private @Nullable SegmentFile segment;
    private @Nullable LogFile file;
    private long size;
    private boolean failed;
    private @Nullable Object fileKey;

    /** Of the last segment that was begun, or half so, as on a full volume. */
    private @Nullable Object begunKey;

    SegmentWriter(Path folder, long segmentBytes, LogFile.Opener opener) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.opener = opener;
    }

    /** Whether the last try to write failed and was not made good yet. */
    boolean hasFailed() {
        return failed;
    }

    /** Begins the segment of that event; an empty one of the same name is replaced by another file. */
    SegmentFile begin(long firstOffset) throws IOException {
        close();
        SegmentFile next = SegmentFile.of(folder, firstOffset);
        Files.deleteIfExists(next.path());
        LogFile opened = opener.open(next.path());
        try {
            begunKey = keyOf(next.path());
            opened.append(List.of(next.header()));
            opened.force();
            DurableFiles.forceFolder(folder);
            fileKey = begunKey;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        segment = next;
        file = opened;
        size = SegmentFile.START;
        failed = false;
        return next;
    }

    /** Whether it is time for a new segment. */
    boolean isFull() {
        return size >= segmentBytes;
    }

    /**
     * Writes frames and returns when they are on the disk for good.
     *
     * @return where the first of them begins
     * @throws IOException when they are not, in part or in whole; then {@link #mend} has to succeed first
     */
    long write(List<ByteBuffer> frames) throws IOException {
        LogFile open = file;
        if (open == null || failed) {
            throw new IOException("no segment is open");
        }
        long position = size;
        long bytes = frames.stream().mapToLong(ByteBuffer::remaining).sum();
        try {
            open.append(frames);
            open.force();
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        }
        size += bytes;
        return position;
    }

    /**
     * Whether another driver writes the log by now: there is a newer segment, or another file in the place of this one. A
     * lock does not tell: on a network volume it can be lost.
     *
     * @return the file that tells it
     */
    Optional<Path> overtakenBy() throws IOException {
        SegmentFile mine = segment;
        List<SegmentFile> there = SegmentFile.in(folder);
        if (mine == null || there.isEmpty()) {
            return Optional.empty();
        }
        SegmentFile newest = there.get(there.size() - 1);
        boolean another = newest.firstOffset() >= mine.firstOffset() && !isMine(keyOf(newest.path()));
        return another ? Optional.of(newest.path()) : Optional.empty();
    }

    private boolean isMine(@Nullable Object key) {
        return Objects.equals(key, fileKey) || Objects.equals(key, begunKey);
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Takes back the last write, whose place is after the given one. */
    void takeBack(long position) throws IOException {
        LogFile open = file;
        if (open != null) {
            open.truncate(position);
            size = position;
        }
    }

    /**
     * Cuts off what is not surely on the disk and begins a new segment.
     *
     * @return the new segment
     * @throws IOException when the volume still fails
     */
    SegmentFile mend(long firstOffset) throws IOException {
        failed = true;
        SegmentFile broken = segment;
        if (broken != null && Files.exists(broken.path())) {
            LogFile open = file;
            file = null;
            if (open != null) {
                open.close();
            }
            try (LogFile again = opener.open(broken.path())) {
                again.truncate(size);
            }
        }
        return begin(firstOffset);
    }

    @Override
    public void close() throws IOException {
        LogFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}
