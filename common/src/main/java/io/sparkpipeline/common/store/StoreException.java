package io.sparkpipeline.common.store;

import io.sparkpipeline.common.cli.JobException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A failed call of an object store, classified by what one can do about it. */
public final class StoreException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What kind of failure, and whether a later try can end differently. */
    public enum Kind {
        /** No answer: no connection, name, route or a silence over the timeout. */
        UNREACHABLE(true),
        /** The store answered that it is busy or has a fault (5xx, SlowDown). */
        BUSY(true),
        /** The bytes were altered or cut on the way, as a checksum or a length says. */
        DAMAGED(true),
        NO_CREDENTIALS(false),
        DENIED(false),
        /** The key of the encryption can't be used. */
        NO_KEY(false),
        NO_BUCKET(false),
        WRONG_REGION(false),
        NOT_FOUND(false),
        /** The object is not the version that was expected. */
        CHANGED(false),
        TOO_LARGE(false),
        /** The store does not know the operation (501). */
        UNSUPPORTED(false),
        /** Any other answer that says the request itself is wrong. */
        REJECTED(false);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }

        /** The one classifier of the retry layer. */
        public boolean retryable() {
            return retryable;
        }
    }

    private final Kind kind;

    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What happened. */
    public String happened() {
        String message = getMessage();
        return message == null ? kind.toString() : message;
    }

    /**
     * The end of a job that this failure makes.
     *
     * @param safe what holds for the user's data
     */
    public JobException toJobException(String safe) {
        JobException end = switch (kind) {
            case UNREACHABLE, BUSY ->
                JobException.temporary(
                        happened(), safe, "run it again when the store answers; check --endpoint and the network");
            case DAMAGED ->
                JobException.temporary(
                        happened(),
                        safe,
                        "run it again; if it stays, something between here and the store alters data");
            case NO_CREDENTIALS ->
                JobException.failed(
                        happened(),
                        safe,
                        "give credentials by the AWS default chain: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
                                + " a web identity, or an instance role");
            case DENIED ->
                JobException.failed(
                        happened(), safe, "check the credentials and the bucket's policy (read, write, list, delete)");
            case NO_KEY ->
                JobException.failed(
                        happened(),
                        safe,
                        "check the key of --sse-kms-key (or the bucket's own): its region, whether it is enabled, and its"
                                + " policy (kms:GenerateDataKey, kms:Decrypt)");
            case NO_BUCKET ->
                JobException.failed(happened(), safe, "create the bucket or correct --bucket, --endpoint and --region");
            case WRONG_REGION -> JobException.failed(happened(), safe, "set --region to the bucket's region");
            case NOT_FOUND, CHANGED, TOO_LARGE ->
                JobException.refused(
                        happened(), safe, "another process changed this backup, or it is damaged: take another one");
            case UNSUPPORTED, REJECTED ->
                JobException.failed(happened(), safe, "check that --endpoint is an S3 API that knows this request");
        };
        return end.causedBy(this);
    }
}
