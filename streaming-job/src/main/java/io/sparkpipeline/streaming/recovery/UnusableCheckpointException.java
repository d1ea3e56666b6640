package io.sparkpipeline.streaming.recovery;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A checkpoint that is whole, but not one that this program can go on from. */
public final class UnusableCheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    UnusableCheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
