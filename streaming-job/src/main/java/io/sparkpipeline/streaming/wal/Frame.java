package io.sparkpipeline.streaming.wal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The events of one request on the disk: whole, or not there.
 *
 * <pre>
 * magic 4 | length of the body 4 | CRC-32C of length and body 4 |
 * body: first offset 8 | time 8 | count 4 | count × (has id 1 | id 0 or 16 | length 4 | payload)
 * </pre>
 *
 * @param position where it begins in its file
 * @param size its bytes
 * @param firstOffset the number of its first event
 * @param timeMillis when it was taken
 * @param count the number of its events
 * @param events the part of the body that follows
 */
record Frame(long position, int size, long firstOffset, long timeMillis, int count, ByteBuffer events) {

    /** No JSON text holds these bytes, so that no payload looks like the beginning of a frame. */
    static final int MAGIC = 0x00FF5741;

    static final int HEADER = 12;
    static final int BODY_HEADER = 20;

    /** What a length may be at the most; a damaged one is not read into memory. */
    static final int MAX_BODY = 128 << 20;

    /** The offset after its last event. */
    long untilOffset() {
        return firstOffset + count;
    }

    /** Makes the bytes of a frame. */
    static ByteBuffer encode(long firstOffset, long timeMillis, List<NewEvent> events) {
        int body = BODY_HEADER;
        for (NewEvent event : events) {
            body = Math.addExact(body, 5 + (event.id() == null ? 0 : IdHash.BYTES) + event.payload().length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + body);
        bytes.putInt(MAGIC).putInt(body).putInt(0).putLong(firstOffset).putLong(timeMillis);
        bytes.putInt(events.size());
        for (NewEvent event : events) {
            putId(bytes, event.id());
            bytes.putInt(event.payload().length).put(event.payload());
        }
        bytes.flip();
        return bytes.putInt(8, checksum(body, bytes.duplicate().position(HEADER)));
    }

    private static void putId(ByteBuffer bytes, @Nullable IdHash id) {
        bytes.put((byte) (id == null ? 0 : 1));
        if (id != null) {
            bytes.putLong(id.high()).putLong(id.low());
        }
    }

    /** Of the length and what is between a body's position and limit. */
    static int checksum(int length, ByteBuffer body) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(4).putInt(length).flip());
        crc.update(body);
        return (int) crc.getValue();
    }

    /** Takes one event after the other. */
    interface Visitor {
        void event(long offset, @Nullable IdHash id, ByteBuffer payload);
    }

    /** Shows its events, whose payloads are views of the frame. */
    void visit(Visitor visitor) {
        ByteBuffer bytes = events.duplicate();
        for (int i = 0; i < count; i++) {
            IdHash id = bytes.get() == 0 ? null : new IdHash(bytes.getLong(), bytes.getLong());
            int length = bytes.getInt();
            visitor.event(firstOffset + i, id, bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
    }
}
