package io.sparkpipeline.streaming.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads the frames of one segment in their order, each checked. */
final class FrameReader implements Closeable {

    private static final int CHUNK = 1 << 18;

    private final FileChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(CHUNK).flip();
    private long bufferPosition;

    FrameReader(Path file, long position) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        seek(position);
    }

    /** Where the next frame begins. */
    long position() {
        return bufferPosition + buffer.position();
    }

    void seek(long position) {
        buffer.clear().flip();
        bufferPosition = position;
    }

    /**
     * The next frame; null at the end of the file.
     *
     * @throws DamagedFrameException when what is there is no whole frame; the position stays before it
     */
    @Nullable
    Frame next() throws IOException {
        int there = fill(Frame.HEADER);
        if (there == 0) {
            return null;
        }
        if (there < Frame.HEADER) {
            throw new DamagedFrameException("the file ends within a frame");
        }
        int at = buffer.position();
        int length = buffer.getInt(at + 4);
        if (buffer.getInt(at) != Frame.MAGIC || length < Frame.BODY_HEADER || length > Frame.MAX_BODY) {
            throw new DamagedFrameException("no frame begins here");
        }
        int size = Frame.HEADER + length;
        if (fill(size) < size) {
            throw new DamagedFrameException("the file ends within a frame");
        }
        at = buffer.position();
        ByteBuffer body = buffer.slice(at + Frame.HEADER, length);
        if (Frame.checksum(length, body.duplicate()) != buffer.getInt(at + 8)) {
            throw new DamagedFrameException("the checksum of a frame is wrong");
        }
        Frame frame = new Frame(
                position(),
                size,
                body.getLong(0),
                body.getLong(8),
                body.getInt(16),
                body.slice(Frame.BODY_HEADER, length - Frame.BODY_HEADER));
        buffer.position(at + size);
        return frame;
    }

    /** Has so many bytes from the position on in the buffer, or all up to the end of the file; how many. */
    private int fill(int wanted) throws IOException {
        if (buffer.remaining() >= wanted) {
            return wanted;
        }
        // Frames that were given out are views of the old buffer: it is left to them.
        ByteBuffer next = ByteBuffer.allocate(Math.max(CHUNK, wanted));
        bufferPosition += buffer.position();
        next.put(buffer);
        int read = 0;
        while (next.position() < wanted && read >= 0) {
            read = channel.read(next, bufferPosition + next.position());
        }
        buffer = next.flip();
        return Math.min(buffer.remaining(), wanted);
    }

    /**
     * Looks for a whole frame behind damage.
     *
     * @param from where to begin
     * @param first the lowest offset that its first event may have
     * @param until the offset that it must end before or at
     * @return whether one is there; the position is before it then
     */
    boolean find(long from, long first, long until) throws IOException {
        long end = channel.size();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = from; at < end; at += CHUNK - 3) {
            chunk.clear();
            while (chunk.hasRemaining() && channel.read(chunk, at + chunk.position()) >= 0) {
                // until the chunk is full or the file at its end
            }
            for (int i = 0; i + 4 <= chunk.position(); i++) {
                if (chunk.getInt(i) == Frame.MAGIC && isFrame(at + i, first, until)) {
                    seek(at + i);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isFrame(long at, long first, long until) throws IOException {
        seek(at);
        try {
            Frame frame = next();
            return frame != null && frame.firstOffset() >= first && frame.untilOffset() <= until;
        } catch (DamagedFrameException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
