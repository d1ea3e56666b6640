package io.sparkpipeline.common.kube;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.Policy;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import dev.failsafe.TimeoutExceededException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sparkpipeline.common.cli.Durations;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one layer of retry: after 429 and 5xx with the pause that the server asks for, and after broken connections and
 * requests without an answer. What comes out is final.
 *
 * @param asked the pause that the last refusal asked for
 * @param count how often a request is sent again
 * @param timeout the longest one request may take, the body of its answer included
 * @param limit the longest that a request and its retries may take together
 */
record KubeRetries(RetryAfter asked, int count, Duration timeout, Optional<Duration> limit) {

    private static final Logger LOG = LoggerFactory.getLogger(KubeRetries.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
    private static final Duration NOT_ASKED = Duration.ofNanos(-1);
    private static final int TOO_MANY_REQUESTS = 429;

    KubeRetries within(Duration together) {
        return new KubeRetries(asked, count, timeout, Optional.of(together));
    }

    /**
     * Sends it, and again where that can help.
     *
     * @throws KubernetesClientException the last fault
     */
    <T extends @Nullable Object> T call(Supplier<T> request) {
        AtomicReference<@Nullable KubernetesClientException> lastAnswer = new AtomicReference<>();
        List<Policy<T>> policies = new ArrayList<>();
        limit.ifPresent(most -> policies.add(interrupting(most)));
        policies.add(retries(lastAnswer));
        policies.add(interrupting(timeout));
        try {
            return Failsafe.with(policies).get(request::get);
        } catch (TimeoutExceededException e) {
            KubernetesClientException last = lastAnswer.get();
            if (last != null) {
                throw last;
            }
            throw unanswered(e.getTimeout().getConfig().getTimeout());
        } catch (FailsafeException e) {
            throw new KubernetesClientException("interrupted before it was sent again", e);
        }
    }

    private static <T extends @Nullable Object> Policy<T> interrupting(Duration most) {
        return Timeout.<T>builder(most).withInterrupt().build();
    }

    private <T extends @Nullable Object> Policy<T> retries(
            AtomicReference<@Nullable KubernetesClientException> lastAnswer) {
        return RetryPolicy.<T>builder()
                .handleIf(KubeRetries::canPass)
                .withMaxRetries(count)
                .withBackoff(FIRST_PAUSE, LONGEST_PAUSE)
                .withDelayFn(context -> asked.take().orElse(NOT_ASKED))
                .onFailedAttempt(event ->
                        lastAnswer.set(event.getLastException() instanceof KubernetesClientException e ? e : null))
                .onRetryScheduled(event -> LOG.debug(
                        "trying again in {} ms after {}",
                        event.getDelay().toMillis(),
                        String.valueOf(event.getLastException())))
                .build();
    }

    /** Whether the same request can succeed later. */
    private static boolean canPass(@Nullable Throwable fault) {
        if (fault instanceof TimeoutExceededException) {
            return true;
        }
        if (!(fault instanceof KubernetesClientException e)) {
            return false;
        }
        int code = e.getCode();
        return code == TOO_MANY_REQUESTS || code >= HttpURLConnection.HTTP_INTERNAL_ERROR || (code <= 0 && broken(e));
    }

    private static boolean broken(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return cause.getClass() != InterruptedIOException.class;
            }
        }
        return false;
    }

    private static KubernetesClientException unanswered(Duration after) {
        return new KubernetesClientException(
                "no answer", new HttpTimeoutException("no answer within " + Durations.text(after)));
    }
}
