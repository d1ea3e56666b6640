package io.sparkpipeline.streaming.http;

/** A body with something in it that is no event. */
final class BadBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    BadBodyException(int line, String reason) {
        // Bad input is an everyday case and its place in our code says nothing: no stack trace.
        super(reason, null, false, false);
        this.line = line;
    }

    /** The first line that is none, from 1. */
    int line() {
        return line;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
