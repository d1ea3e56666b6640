package io.sparkpipeline.streaming.wal;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Reads a slice, on any machine that sees the folder; ends with an error where an event of it is not there. */
public final class SliceReader implements Iterator<LoggedEvent>, Closeable {

    private final LogSlice slice;
    private final Deque<LoggedEvent> events = new ArrayDeque<>();
    private @Nullable FrameReader reader;
    private long next;

    /** A reader that opens the file when it is first asked. */
    public SliceReader(LogSlice slice) {
        this.slice = slice;
        this.next = slice.fromOffset();
    }

    @Override
    public boolean hasNext() {
        if (next >= slice.untilOffset()) {
            close();
            return false;
        }
        return true;
    }

    @Override
    public LoggedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            while (events.isEmpty()) {
                read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("event " + next + " can't be read from " + slice.file(), e);
        }
        next++;
        return events.remove();
    }

    private void read() throws IOException {
        if (reader == null) {
            reader = new FrameReader(Path.of(slice.file()), slice.position());
        }
        Frame frame = reader.next();
        if (frame == null || frame.firstOffset() > next) {
            throw new IOException("it is not there");
        }
        if (frame.untilOffset() <= next) {
            return;
        }
        frame.visit((offset, id, payload) -> {
            if (offset >= next && offset < slice.untilOffset()) {
                events.add(new LoggedEvent(offset, frame.timeMillis(), bytes(payload)));
            }
        });
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        FrameReader open = reader;
        reader = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
