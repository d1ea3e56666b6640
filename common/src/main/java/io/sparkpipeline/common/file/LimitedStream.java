package io.sparkpipeline.common.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses a decompression bomb, a few bytes that unpack to any length: a stream from which more comes than can be right. */
public class LimitedStream extends FilterInputStream {

    /** Throws what its reader makes of such a stream. */
    @FunctionalInterface
    public interface Refusal {
        void refuse(long limit) throws IOException;
    }

    private final long limit;
    private final Refusal refusal;
    private long seen;

    /**
     * Reads what is in another stream.
     *
     * @param limit how many bytes may come
     * @param refusal throws at the read that gives more
     */
    public LimitedStream(InputStream in, long limit, Refusal refusal) {
        super(in);
        this.limit = limit;
        this.refusal = refusal;
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

    private void count(long more) throws IOException {
        seen += more;
        if (seen > limit) {
            refusal.refuse(limit);
        }
    }
}
