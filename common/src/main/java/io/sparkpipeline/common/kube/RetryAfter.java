package io.sparkpipeline.common.kube;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Notes the pause in seconds that the last refusal asked for (RFC 9110, 10.2.3): the client's exceptions lack it. */
final class RetryAfter implements Interceptor {

    /** A server that asks for more is asked again after this. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final AtomicReference<@Nullable Duration> asked = new AtomicReference<>();

    @Override
    public CompletableFuture<Boolean> afterFailure(
            HttpRequest.Builder request, HttpResponse<?> response, RequestTags tags) {
        asked.set(pause(response.header("Retry-After")));
        return CompletableFuture.completedFuture(false);
    }

    /** What was asked for since the last call, at most {@link #LONGEST}. */
    Optional<Duration> take() {
        return Optional.ofNullable(asked.getAndSet(null));
    }

    private static @Nullable Duration pause(@Nullable String header) {
        if (header == null || !header.matches("\\d{1,9}")) {
            return null;
        }
        Duration pause = Duration.ofSeconds(Long.parseLong(header));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
