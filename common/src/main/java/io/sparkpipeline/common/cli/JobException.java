package io.sparkpipeline.common.cli;

import org.jspecify.annotations.Nullable;

/**
 * An expected end of a job that is not success. It carries what an operator needs at three in the morning: what
 * happened (the message), what is safe, and what to do next. It is printed without a stack trace.
 */
public final class JobException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String safe;
    private final String next;

    private JobException(ExitCode exitCode, String happened, String safe, String next, @Nullable Throwable cause) {
        super(happened, cause);
        this.exitCode = exitCode;
        this.safe = safe;
        this.next = next;
    }

    /** A retry alone will not mend it (exit 1). */
    public static JobException failed(String happened, String safe, String next) {
        return new JobException(ExitCode.FAILED, happened, safe, next, null);
    }

    /** An option or setting is wrong (exit 2). */
    public static JobException usage(String happened, String next) {
        return new JobException(ExitCode.USAGE, happened, "nothing was begun", next, null);
    }

    /** Data is corrupt, or is refused (exit 65). */
    public static JobException refused(String happened, String safe, String next) {
        return new JobException(ExitCode.REFUSED, happened, safe, next, null);
    }

    /** Something needed is away for now (exit 75). */
    public static JobException temporary(String happened, String safe, String next) {
        return new JobException(ExitCode.TEMPORARY, happened, safe, next, null);
    }

    /** The same with the fault that led to it, which is logged at debug level only. */
    public JobException causedBy(Throwable cause) {
        return new JobException(exitCode, happened(), safe, next, cause);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** What happened. */
    public String happened() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** What is safe. */
    public String safe() {
        return safe;
    }

    /** What to do next. */
    public String next() {
        return next;
    }
}
