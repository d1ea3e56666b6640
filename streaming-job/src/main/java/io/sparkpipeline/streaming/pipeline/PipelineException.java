package io.sparkpipeline.streaming.pipeline;

/** A fault in a user's pipeline, with the class, the method and what it was given. */
public final class PipelineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PipelineException(String message, Throwable cause) {
        super(message, cause);
    }

    PipelineException(String message) {
        super(message);
    }

    /** The same with where the event came from. */
    public PipelineException at(String topic, int partition, long offset) {
        PipelineException located =
                new PipelineException(getMessage() + ", from " + topic + "-" + partition + " at offset " + offset);
        located.initCause(getCause());
        return located;
    }
}
