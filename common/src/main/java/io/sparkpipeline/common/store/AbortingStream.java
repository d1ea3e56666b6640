package io.sparkpipeline.common.store;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A body that, closed before its end, drops the connection: the HTTP client would else read the rest of it, gigabytes
 * perhaps, to use the connection again.
 */
final class AbortingStream extends FilterInputStream {

    private final ResponseInputStream<GetObjectResponse> body;
    private boolean ended;

    AbortingStream(ResponseInputStream<GetObjectResponse> body) {
        super(body);
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        int read = body.read();
        ended |= read < 0;
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = body.read(buffer, offset, length);
        ended |= read < 0;
        return read;
    }

    @Override
    public void close() throws IOException {
        if (!ended && body.read() >= 0) {
            body.abort();
        }
        body.close();
    }
}
