package io.sparkpipeline.common.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** An object's bytes in their order, of which the next ranges are on the way while one is read. */
final class RangedStream extends InputStream {

    private final RangedReads reads;
    private final ObjectInfo object;
    private final int range;
    private final Deque<Range> ahead = new ArrayDeque<>();
    private long asked;
    private @Nullable InputStream current;

    RangedStream(RangedReads reads, ObjectInfo object, int range) {
        this.reads = reads;
        this.object = object;
        this.range = range;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            InputStream open = current == null ? next() : current;
            if (open == null) {
                return -1;
            }
            int read = open.read(buffer, offset, length);
            if (read >= 0) {
                return read;
            }
            closeCurrent();
        }
    }

    /** The next range, fetched or, when none is ahead, as it comes; nothing at the object's end. */
    private @Nullable InputStream next() throws IOException {
        askAhead();
        Range first = ahead.poll();
        if (first != null) {
            current = first.stream();
        } else if (asked < object.size()) {
            long until = end(RangedReads.MANY);
            current = reads.direct(object, asked, until);
            asked = until;
            askAhead();
        }
        return current;
    }

    private void askAhead() {
        while (asked < object.size()) {
            long until = end(1);
            Range next = reads.ahead(object, asked, until);
            if (next == null) {
                return;
            }
            ahead.add(next);
            asked = until;
        }
    }

    private long end(int ranges) {
        return Math.min(asked + (long) range * ranges, object.size());
    }

    private void closeCurrent() throws IOException {
        InputStream open = current;
        current = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        ahead.forEach(Range::giveUp);
        ahead.clear();
        asked = object.size();
        closeCurrent();
    }
}
