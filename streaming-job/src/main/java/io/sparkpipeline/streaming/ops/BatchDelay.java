package io.sparkpipeline.streaming.ops;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long batches take. A batch that hangs is seen while it hangs, not only when it is over. Its owner guards it
 * against other threads.
 */
final class BatchDelay {

    private final Clock clock;
    private @Nullable Instant runningSince;
    private double processing;
    private double scheduling;

    BatchDelay(Clock clock) {
        this.clock = clock;
    }

    /** Notes that a batch is being processed from now on; Spark runs one at a time. */
    void started() {
        runningSince = clock.instant();
    }

    /** Notes the end of a batch that counts. */
    void completed(double processingSeconds, double schedulingSeconds) {
        ended();
        processing = processingSeconds;
        scheduling = schedulingSeconds;
    }

    /** Notes the end of any batch. */
    void ended() {
        runningSince = null;
    }

    /** Seconds that the last completed batch took, or the running one has taken so far, whichever is more. */
    double processing() {
        return runningSince == null ? processing : Math.max(processing, since(runningSince));
    }

    /** Seconds that the last completed batch waited. */
    double scheduling() {
        return scheduling;
    }

    private double since(Instant start) {
        return Duration.between(start, clock.instant()).toMillis() / 1000.0;
    }
}
