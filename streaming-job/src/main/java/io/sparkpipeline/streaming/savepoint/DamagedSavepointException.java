package io.sparkpipeline.streaming.savepoint;

import java.io.IOException;

/** A savepoint that is not as it was written. */
public final class DamagedSavepointException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedSavepointException(String message) {
        super(message);
    }

    DamagedSavepointException(String message, Throwable cause) {
        super(message, cause);
    }
}
