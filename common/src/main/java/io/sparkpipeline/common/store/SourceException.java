package io.sparkpipeline.common.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A file that is being sent is not what it was when its checksum was taken, or can't be read: no fault of the store. */
public final class SourceException extends UncheckedIOException {

    private static final long serialVersionUID = 1;

    SourceException(Path file, IOException cause) {
        super("the file " + file + " can't be sent: " + cause.getMessage(), cause);
    }
}
