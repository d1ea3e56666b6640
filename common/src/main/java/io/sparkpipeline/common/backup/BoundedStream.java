package io.sparkpipeline.common.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses a decompression bomb: a stream from which more comes than can be right. */
final class BoundedStream extends FilterInputStream {

    private final long limit;
    private final String what;
    private long seen;

    BoundedStream(InputStream in, long limit, String what) {
        super(in);
        this.limit = limit;
        this.what = what;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(count);
        count(skipped);
        return skipped;
    }

    private void count(long more) {
        seen += more;
        if (seen > limit) {
            throw new CorruptBackupException(what + " to over " + limit + " bytes, more than it can hold");
        }
    }
}
