package io.sparkpipeline.streaming.wal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The log can't be written now: full, read-only, failing or closed. Nothing of the request was taken. */
public final class LogUnavailableException extends IOException {

    private static final long serialVersionUID = 1L;

    LogUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
