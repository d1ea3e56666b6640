package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Pauses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Batches are numbered by the clock: one that is behind, as after a move to another node, has to catch up first. */
final class ClockWait {

    private static final Logger LOG = LoggerFactory.getLogger(ClockWait.class);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Clock clock;
    private final BooleanSupplier stopped;

    /**
     * A wait.
     *
     * @param stopped when this turns true it ends
     */
    ClockWait(Clock clock, BooleanSupplier stopped) {
        this.clock = clock;
        this.stopped = stopped;
    }

    /**
     * Waits until the clock has come to the time of a checkpoint.
     *
     * @return false where a stop was asked for before
     * @throws JobException (temporary) when it takes more than a minute
     */
    boolean until(Instant checkpointTime) {
        Duration behind = Duration.between(clock.instant(), checkpointTime);
        if (behind.isNegative() || behind.isZero()) {
            return true;
        }
        LOG.warn("The clock is {} ms behind the checkpoint of {}; waiting for it", behind.toMillis(), checkpointTime);
        if (!Pauses.until(LIMIT, POLL, () -> stopped.getAsBoolean() || !checkpointTime.isAfter(clock.instant()))) {
            throw JobException.temporary(
                    "the clock says " + clock.instant() + ", and the newest checkpoint is of " + checkpointTime,
                    "nothing was changed",
                    "set this machine's clock, then start again");
        }
        return !stopped.getAsBoolean();
    }
}
