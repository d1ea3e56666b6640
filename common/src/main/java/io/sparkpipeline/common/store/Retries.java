package io.sparkpipeline.common.store;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one retry layer: what {@link StoreException.Kind#retryable} allows, with exponential backoff and jitter, until the
 * deadline of the whole run. Waiting threads are as many as the run's parallelism, so a store that is down sees a few
 * tries every ten seconds.
 */
final class Retries {

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(200);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

    private final FailsafeExecutor<Object> executor;
    private final Deadline deadline;

    Retries(Deadline deadline) {
        this.deadline = deadline;
        this.executor = Failsafe.with(RetryPolicy.builder()
                .handleIf(failure ->
                        failure instanceof StoreException e && e.kind().retryable())
                .abortIf((result, failure) -> deadline.passed())
                .withMaxAttempts(-1)
                .withBackoff(FIRST_DELAY.toMillis(), LONGEST_DELAY.toMillis(), ChronoUnit.MILLIS)
                .withJitter(0.4)
                .onRetryScheduled(event -> LOG.warn(
                        "{}; trying again in {} ms, for {} s more",
                        String.valueOf(event.getLastException().getMessage()),
                        event.getDelay().toMillis(),
                        deadline.remaining().toSeconds()))
                .build());
    }

    <T> T call(Supplier<T> call) {
        return executor.get(call::get);
    }

    void run(Runnable call) {
        executor.run(call::run);
    }

    Deadline deadline() {
        return deadline;
    }
}
