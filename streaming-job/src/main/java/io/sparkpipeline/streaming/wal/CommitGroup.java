package io.sparkpipeline.streaming.wal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The frames that go to the disk together, and how to take them back. For one thread. */
final class CommitGroup {

    private final IdWindow ids;
    private final LogOptions options;
    private final List<ByteBuffer> frames = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private long next;

    /**
     * An empty one.
     *
     * @param ids what is a duplicate
     * @param next the offset that the next event gets
     */
    CommitGroup(IdWindow ids, long next, LogOptions options) {
        this.ids = ids;
        this.next = next;
        this.options = options;
    }

    /** Adds the events of a request, but for its duplicates, as one frame. */
    Appended add(List<NewEvent> events) {
        List<NewEvent> taken = new ArrayList<>(events.size());
        for (NewEvent event : events) {
            IdHash id = event.id();
            if (id == null || !ids.contains(id)) {
                if (id != null) {
                    ids.add(id, next + taken.size());
                }
                taken.add(event);
            }
        }
        if (!taken.isEmpty()) {
            frames.add(Frame.encode(next, options.clock().millis(), taken));
            next += taken.size();
            ends.add(next);
        }
        return new Appended(taken.size(), events.size() - taken.size());
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    List<ByteBuffer> frames() {
        return frames.stream().map(ByteBuffer::duplicate).toList();
    }

    /** They are on the disk for good, the first at that position: whoever reads the index sees them from now on. */
    void written(LogIndex index, long start) {
        long position = start;
        for (int i = 0; i < frames.size(); i++) {
            int size = frames.get(i).remaining();
            index.add(ends.get(i), position, size);
            position += size;
        }
        clear();
        ids.forgetBefore(next - options.dedupWindow());
    }

    /**
     * They were not written: their ids are free again.
     *
     * @param end the offset after the last event that is on the disk
     */
    void rollBack(long end) {
        clear();
        ids.forgetFrom(end);
        next = end;
    }

    private void clear() {
        frames.clear();
        ends.clear();
    }
}
