package io.sparkpipeline.streaming.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    SegmentWriter(Path folder, long segmentBytes, LogFile.Opener opener) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.opener = opener;
    }

    /** Whether the last try to write failed and was not made good yet. */
    boolean hasFailed() {
        return failed;
    }

    /** Begins the segment of that event; an empty one of the same name is replaced. */
    SegmentFile begin(long firstOffset) throws IOException {
        close();
        SegmentFile next = SegmentFile.of(folder, firstOffset);
        LogFile opened = opener.open(next.path());
        try {
            opened.truncate(0);
            opened.append(List.of(next.header()));
            opened.force();
            SegmentFile.force(folder);
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
