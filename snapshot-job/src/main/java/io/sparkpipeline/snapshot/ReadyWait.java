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
record ReadyWait(SnapshotCluster cluster, Duration timeout, Duration pollInterval, Due due) {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyWait.class);

    /**
     * Gives back the snapshot once it is ready.
     *
     * @throws JobException with exit code 75 and the controller's own message at the deadline, or with 1 when the
     *     snapshot is deleted meanwhile
     */
    Snapshot await(String name) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Look last = Look.NONE;
        try (Wakeups wakeups = new Wakeups(name, watcher -> cluster.watch(name, watcher))) {
            for (Duration left = timeout; left.toMillis() > 0; left = until(deadline)) {
                Look look = look(name, left);
                if (look.seen().filter(Snapshot::ready).isPresent()) {
                    return look.seen().orElseThrow();
                }
                boolean cutShort = left.compareTo(pollInterval) < 0 && !last.equals(Look.NONE);
                last = cutShort && !look.fault().isEmpty() ? last : last.then(look, name);
                Duration pause = until(deadline);
                wakeups.await(pause.compareTo(pollInterval) < 0 ? pause : pollInterval);
            }
            throw late(name, last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JobException.temporary(
                    "interrupted while waiting for the snapshot " + name,
                    "the snapshot goes on by itself; nothing was pruned",
                    rerun());
        }
    }

    private static Duration until(long deadline) {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    private Look look(String name, Duration left) {
        try {
            Snapshot seen = cluster.within(left).snapshot(name).orElseThrow(() -> gone(name, "was deleted"));
            if (seen.deleting()) {
                throw gone(name, "is being deleted");
            }
            return new Look(Optional.of(seen), seen.error().orElse(""), "");
        } catch (JobException e) {
            if (e.exitCode() == ExitCode.TEMPORARY && !Thread.currentThread().isInterrupted()) {
                LOG.warn("{}; the wait goes on", e.happened());
                return new Look(Optional.empty(), "", e.happened());
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

    private JobException late(String name, Look last) {
        return JobException.temporary(
                "the snapshot " + name + " is not ready after " + Durations.text(timeout) + "; " + last.why(),
                "it is left to become ready; older snapshots are untouched: nothing was pruned",
                "kubectl describe volumesnapshot " + name + " -n " + cluster.namespace() + "; " + rerun());
    }

    private String rerun() {
        return "a rerun with " + due.option() + " goes on with it";
    }

    /**
     * What was seen.
     *
     * @param seen empty when the API did not answer for now
     * @param said by the controller, of its trouble
     * @param fault of the API
     */
    private record Look(Optional<Snapshot> seen, String said, String fault) {

        static final Look NONE = new Look(Optional.empty(), "", "");

        /** The next one, with what was last said. */
        Look then(Look next, String name) {
            if (!next.said().isEmpty() && !next.said().equals(said)) {
                LOG.warn("the controller says of {}: {}; this can clear, so the wait goes on", name, next.said());
            }
            return next.said().isEmpty() ? new Look(next.seen(), said, next.fault()) : next;
        }

        String why() {
            String controller = said.isEmpty() ? "" : "the controller says: " + said;
            if (!fault.isEmpty()) {
                return "the API was away at last: " + fault + (said.isEmpty() ? "" : "; before that, " + controller);
            }
            return said.isEmpty()
                    ? "the controller says nothing: is the snapshot controller running, with the driver's sidecar?"
                    : controller;
        }
    }
}
