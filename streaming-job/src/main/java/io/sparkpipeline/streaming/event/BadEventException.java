package io.sparkpipeline.streaming.event;

/** Input that is no event; the message is the reason that its dead letter carries. */
public final class BadEventException extends Exception {

    private static final long serialVersionUID = 1L;

    /** An event that is refused for that reason: a few words, the same for all of a kind. */
    public BadEventException(String reason) {
        // Bad input is an everyday case and its place in our code says nothing: no stack trace.
        super(reason, null, false, false);
    }

    /** What is wrong, in a few words for people and dashboards. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
