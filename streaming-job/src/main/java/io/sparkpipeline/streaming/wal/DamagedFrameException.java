package io.sparkpipeline.streaming.wal;

import java.io.IOException;

/** Bytes that are no whole frame. */
final class DamagedFrameException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedFrameException(String message) {
        super(message);
    }
}
