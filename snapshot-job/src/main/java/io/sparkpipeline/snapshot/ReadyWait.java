package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until a snapshot is ready to use. An error of the controller can clear, and so can one of the API: the deadline
 * alone decides.
 */
record ReadyWait(SnapshotCluster cluster, Duration timeout, Duration pollInterval) {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyWait.class);

    /**
     * Gives back the snapshot once it is ready.
     *
     * @throws JobException with exit code 75 and the controller's own message at the deadline, or with 1 when the
     *     snapshot is deleted meanwhile
     */
    Snapshot await(String name) {
        long deadline = System.nanoTime() + timeout.toNanos();
        String lastSaid = "";
        try (Wakeups wakeups = new Wakeups(name, watcher -> cluster.watch(name, watcher))) {
            while (true) {
                Optional<Snapshot> seen = look(name);
                if (seen.filter(Snapshot::ready).isPresent()) {
                    return seen.orElseThrow();
                }
                String said = seen.flatMap(Snapshot::error).orElse(lastSaid);
                if (!said.equals(lastSaid)) {
                    LOG.warn("the controller says of {}: {}; this can clear, so the wait goes on", name, said);
                    lastSaid = said;
                }
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (left.isNegative() || left.isZero()) {
                    throw late(name, lastSaid);
                }
                wakeups.await(left.compareTo(pollInterval) < 0 ? left : pollInterval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JobException.temporary(
                    "interrupted while waiting for the snapshot " + name,
                    "the snapshot goes on by itself; nothing was pruned",
                    "run it again with the same --scheduled-time");
        }
    }

    /** Empty when the API did not answer for now. */
    private Optional<Snapshot> look(String name) {
        try {
            Snapshot seen = cluster.snapshot(name).orElseThrow(() -> gone(name, "was deleted"));
            if (seen.deleting()) {
                throw gone(name, "is being deleted");
            }
            return Optional.of(seen);
        } catch (JobException e) {
            if (e.exitCode() == ExitCode.TEMPORARY && !Thread.currentThread().isInterrupted()) {
                LOG.warn("{}; the wait goes on", e.happened());
                return Optional.empty();
            }
            throw e;
        }
    }

    private static JobException gone(String name, String how) {
        return JobException.failed(
                "the snapshot " + name + " " + how + " by someone else before it was ready",
                "older snapshots are untouched: nothing was pruned",
                "find out who deletes snapshots in this namespace, and run it again");
    }

    private JobException late(String name, String said) {
        String message = said.isEmpty()
                ? "the controller says nothing: is the snapshot controller running, with the driver's sidecar?"
                : "the controller says: " + said;
        return JobException.temporary(
                "the snapshot " + name + " is not ready after " + Durations.text(timeout) + "; " + message,
                "it is left to become ready; older snapshots are untouched: nothing was pruned",
                "kubectl describe volumesnapshot " + name + " -n " + cluster.namespace()
                        + "; a rerun with the same --scheduled-time goes on with it");
    }
}
