package io.sparkpipeline.common.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object that is being read.
 *
 * @param body from its first byte; reading it to its end and no further frees the connection for the next object
 */
public record ObjectContent(ObjectInfo info, InputStream body) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        body.close();
    }
}
