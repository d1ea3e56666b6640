package io.sparkpipeline.common.store;

import io.sparkpipeline.common.store.StoreException.Kind;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns the SDK's failures into {@link StoreException}s. Codes: Amazon S3 API Reference, Error responses. */
final class S3Failures {

    private static final Set<String> DAMAGED = Set.of(
            "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody", "InvalidDigest");
    private static final Set<String> BUSY =
            Set.of("SlowDown", "RequestTimeout", "OperationAborted", "ConditionalRequestConflict", "TooManyRequests");
    private static final Set<String> WRONG_REGION =
            Set.of("AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException");
    private static final Set<String> DENIED = Set.of(
            "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestTimeTooSkewed", "InvalidAccessKeyId");

    private final String place;

    /** @param place names bucket and endpoint in messages */
    S3Failures(String place) {
        this.place = place;
    }

    <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            SourceException source = find(e, SourceException.class);
            if (source != null) {
                throw source;
            }
            throw classify(what, e);
        }
    }

    StoreException classify(String what, SdkException e) {
        if (e instanceof AwsServiceException answer) {
            return new StoreException(kindOf(answer), describe(what, answer), e);
        }
        return client(what, e);
    }

    private static Kind kindOf(AwsServiceException e) {
        String code = code(e);
        int status = e.statusCode();
        if (code.equals("NoSuchBucket")) {
            return Kind.NO_BUCKET;
        }
        if (DAMAGED.contains(code)) {
            return Kind.DAMAGED;
        }
        if (WRONG_REGION.contains(code) || status == 301 || status == 307) {
            return Kind.WRONG_REGION;
        }
        if (BUSY.contains(code) || status == 408 || status == 429) {
            return Kind.BUSY;
        }
        if (code.startsWith("KMS.")) {
            return code.contains("Throttling") ? Kind.BUSY : Kind.NO_KEY;
        }
        if (DENIED.contains(code) || status == 401 || status == 403) {
            return Kind.DENIED;
        }
        return switch (status) {
            case 404 -> Kind.NOT_FOUND;
            case 412, 416 -> Kind.CHANGED;
            case 501 -> Kind.UNSUPPORTED;
            default -> status >= 500 ? Kind.BUSY : Kind.REJECTED;
        };
    }

    private String describe(String what, AwsServiceException e) {
        String code = code(e);
        String detail = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        StringBuilder text = new StringBuilder(place).append(" answered ").append(e.statusCode());
        if (!code.isEmpty()) {
            text.append(' ').append(code);
        }
        text.append(" to ").append(what);
        if (detail != null && !detail.isBlank() && !detail.equals(code)) {
            text.append(": ").append(oneLine(detail));
        }
        return text.toString();
    }

    private StoreException client(String what, SdkException e) {
        if (e instanceof AbortedException) {
            return new StoreException(Kind.REJECTED, what + " was interrupted", e);
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return new StoreException(Kind.UNREACHABLE, place + " did not answer in time to " + what, e);
        }
        SSLHandshakeException handshake = find(e, SSLHandshakeException.class);
        SSLPeerUnverifiedException peer = find(e, SSLPeerUnverifiedException.class);
        if (handshake != null || peer != null) {
            IOException tls = handshake != null ? handshake : peer;
            return new StoreException(Kind.REJECTED, place + " could not be trusted (TLS): " + text(tls), e);
        }
        IOException io = find(e, IOException.class);
        if (io != null) {
            return new StoreException(Kind.UNREACHABLE, place + " cannot be reached for " + what + ": " + text(io), e);
        }
        String message = String.valueOf(e.getMessage());
        if (e instanceof SdkClientException && message.toLowerCase(Locale.ROOT).contains("credentials")) {
            return new StoreException(Kind.NO_CREDENTIALS, "no AWS credentials were found for " + place, e);
        }
        return new StoreException(Kind.REJECTED, what + " at " + place + " failed: " + oneLine(message), e);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    private static String text(@Nullable Throwable failure) {
        if (failure == null) {
            return "";
        }
        return failure.getClass().getSimpleName() + ": " + oneLine(String.valueOf(failure.getMessage()));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").trim();
    }
}
