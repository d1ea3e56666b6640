package io.sparkpipeline.restore.snapshot;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Pauses;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the claim is bound, or is left to the first pod by its class. */
record BindWait(FromSnapshotCluster cluster, Duration timeout) {

    private static final Logger LOG = LoggerFactory.getLogger(BindWait.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** Whether it is bound; false when its class waits for the first pod. */
    boolean await(String claim, Binding binding) {
        if (binding == Binding.FIRST_POD) {
            return isBound(claim, cluster);
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        AtomicReference<String> fault = new AtomicReference<>("");
        if (Pauses.until(timeout, POLL, () -> look(claim, deadline, fault))) {
            return true;
        }
        String last = String.valueOf(fault.get());
        String why = last.isEmpty() ? "" : "; the API was away at last: " + last;
        throw JobException.temporary(
                "the claim '" + claim + "' is not bound after " + Durations.text(timeout) + why,
                "it is left to become bound; the old claim and all snapshots are untouched",
                "kubectl describe pvc " + claim + " -n " + cluster.namespace() + "; the same command goes on from here"
                        + (binding == Binding.UNKNOWN
                                ? "; if its class waits for the first pod, allow this account to get storageclasses"
                                : ""));
    }

    /** A fault of the API can pass, as long as there is time. */
    private boolean look(String claim, long deadline, AtomicReference<String> fault) {
        Duration left = Duration.ofNanos(Math.max(deadline - System.nanoTime(), POLL.toNanos()));
        try {
            boolean bound = isBound(claim, cluster.within(left));
            fault.set("");
            return bound;
        } catch (JobException e) {
            if (e.exitCode() != ExitCode.TEMPORARY || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            LOG.warn("{}; the wait goes on", e.happened());
            fault.set(e.happened());
            return false;
        }
    }

    private static boolean isBound(String claim, FromSnapshotCluster on) {
        return on.claim(claim)
                .filter(found -> found.getStatus() != null
                        && "Bound".equals(found.getStatus().getPhase()))
                .isPresent();
    }
}
