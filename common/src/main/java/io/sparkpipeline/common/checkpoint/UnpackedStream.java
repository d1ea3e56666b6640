package io.sparkpipeline.common.checkpoint;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Metadata as it is unpacked, up to more than any driver writes: a few bytes of Zstandard unpack to any length. */
final class UnpackedStream extends FilterInputStream {

    private static final long LIMIT = 512L * 1024 * 1024;

    private final String name;
    private long seen;

    UnpackedStream(String name, InputStream in) {
        super(in);
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        count(skipped);
        return skipped;
    }

    private void count(long more) throws UnreadableCheckpointException {
        seen += more;
        if (seen > LIMIT) {
            throw new UnreadableCheckpointException(name + " is over " + LIMIT + " bytes when unpacked");
        }
    }
}
