package io.sparkpipeline.streaming.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** What of a body has come. It grows with what is there, not with what was announced. */
final class Body {

    private byte[] bytes = new byte[0];
    private int size;

    int size() {
        return size;
    }

    void add(ByteBuf more) {
        int count = more.readableBytes();
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, Math.min(bytes.length * 2, 64 << 20)));
        }
        more.readBytes(bytes, size, count);
        size += count;
    }

    byte[] bytes() {
        return bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
    }
}
