package io.sparkpipeline.common.checkpoint;

import java.io.IOException;

/** A metadata file that can't be read as one: truncated, altered, or of an unknown form. */
public final class UnreadableCheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableCheckpointException(String message) {
        super(message);
    }

    UnreadableCheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
