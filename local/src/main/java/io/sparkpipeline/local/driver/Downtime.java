package io.sparkpipeline.local.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Measures how long the driver was away, from its end to the next completed batch; deaths only count as recoveries. */
final class Downtime {

    private final List<Duration> recoveries = new ArrayList<>();
    private @Nullable Long downSince;
    private boolean byDeath;

    synchronized void died(long nanos) {
        if (downSince == null) {
            downSince = nanos;
            byDeath = true;
        }
    }

    /** A start on demand after a stop begins the time anew: nobody waited before. */
    synchronized void startedOnDemand(long nanos) {
        downSince = nanos;
        byDeath = false;
    }

    /** Ends the time; empty when the driver was never away. */
    synchronized Optional<Duration> up(long nanos) {
        if (downSince == null) {
            return Optional.empty();
        }
        Duration time = Duration.ofNanos(nanos - downSince);
        downSince = null;
        if (byDeath) {
            recoveries.add(time);
        }
        return Optional.of(time);
    }

    /** The times of all recoveries from a death, in their order. */
    synchronized List<Duration> recoveries() {
        return List.copyOf(recoveries);
    }
}
