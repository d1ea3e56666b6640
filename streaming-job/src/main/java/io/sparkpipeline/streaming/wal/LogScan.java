package io.sparkpipeline.streaming.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from its first byte to its last, and changes nothing. What follows the last whole frame of the newest
 * segment is a torn tail: it was being written when the process or the machine died, and nobody was told that it is safe.
 * Damage anywhere else is a gap.
 */
final class LogScan {

    private final LogIndex index = new LogIndex();
    private final IdWindow ids = new IdWindow();
    private final List<String> problems = new ArrayList<>();
    private final long window;
    private @Nullable SegmentFile newest;
    private long wholeBytes;
    private long tornBytes;
    private boolean begun;

    private LogScan(long window) {
        this.window = window;
    }

    /**
     * Reads a folder; one that is not there is an empty log.
     *
     * @param window of how many of the newest events the ids are remembered
     * @throws IOException when it can't be read
     */
    static LogScan of(Path folder, long window) throws IOException {
        LogScan scan = new LogScan(window);
        List<SegmentFile> segments = SegmentFile.in(folder);
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i == segments.size() - 1;
            scan.read(
                    segments.get(i), last ? Long.MAX_VALUE : segments.get(i + 1).firstOffset(), last);
        }
        return scan;
    }

    private void read(SegmentFile segment, long next, boolean last) throws IOException {
        newest = segment;
        boolean whole = segment.hasHeader();
        if (last && !whole && Files.size(segment.path()) <= SegmentFile.START) {
            // It died while it was made.
            begin(segment);
            wholeBytes = 0;
            tornBytes = Files.size(segment.path());
            return;
        }
        if (!whole) {
            problems.add(segment.path().getFileName() + " has a damaged header");
        }
        begin(segment);
        try (FrameReader reader = new FrameReader(segment.path(), SegmentFile.START)) {
            while (true) {
                try {
                    if (!frames(reader, next)) {
                        break;
                    }
                } catch (DamagedFrameException e) {
                    if (!skip(reader, segment, next, last, e)) {
                        break;
                    }
                }
            }
            wholeBytes = reader.position();
        }
        if (!last && index.end() < next) {
            problems.add(segment.path().getFileName() + " ends at " + index.end() + ", and the next segment begins at "
                    + next);
        }
    }

    /** The newest run may be empty: a segment in which nothing is, after one that is whole. */
    private void begin(SegmentFile segment) {
        if (begun && index.end() > segment.firstOffset()) {
            problems.add(
                    segment.path().getFileName() + " begins before " + index.end() + ", where the one before ends");
        }
        begun = true;
        index.begin(segment, Math.max(index.end(), segment.firstOffset()), SegmentFile.START);
    }

    /** Reads on to the end of the file or to damage; false. */
    private boolean frames(FrameReader reader, long next) throws IOException {
        while (true) {
            long position = reader.position();
            Frame frame = reader.next();
            if (frame == null) {
                return false;
            }
            if (frame.firstOffset() != index.end() || frame.untilOffset() > next) {
                reader.seek(position);
                throw new DamagedFrameException(
                        "a frame begins with " + frame.firstOffset() + " in place of " + index.end());
            }
            index.add(frame.untilOffset(), frame.position(), frame.size());
            remember(frame);
        }
    }

    private void remember(Frame frame) {
        frame.visit((offset, id, payload) -> {
            if (id != null && !ids.contains(id)) {
                ids.add(id, offset);
            }
        });
        ids.forgetBefore(frame.untilOffset() - window);
    }

    /** Goes on behind damage; false where nothing follows. */
    private boolean skip(FrameReader reader, SegmentFile segment, long next, boolean last, DamagedFrameException damage)
            throws IOException {
        long at = reader.position();
        if (reader.find(at + 1, index.end(), next)) {
            long found = reader.position();
            Frame frame = reader.next();
            reader.seek(found);
            if (frame != null) {
                problems.add(segment.path().getFileName() + " at byte " + at + ": " + damage.getMessage()
                        + "; whole again from event " + frame.firstOffset());
                index.begin(segment, frame.firstOffset(), found);
                return true;
            }
        }
        reader.seek(at);
        if (last) {
            tornBytes = Files.size(segment.path()) - at;
        } else {
            problems.add(segment.path().getFileName() + " at byte " + at + ": " + damage.getMessage());
        }
        return false;
    }

    LogIndex index() {
        return index;
    }

    IdWindow ids() {
        return ids;
    }

    /** Damage, a line each; a torn tail is none. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** The newest segment; null where there is none. */
    @Nullable
    SegmentFile newest() {
        return newest;
    }

    /** Where the last whole frame of the newest segment ends. */
    long wholeBytes() {
        return wholeBytes;
    }

    /** Bytes behind the last whole frame of the newest segment. */
    long tornBytes() {
        return tornBytes;
    }
}
