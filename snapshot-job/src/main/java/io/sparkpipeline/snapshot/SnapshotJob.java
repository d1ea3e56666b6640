package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.snapshot.SnapshotCreator.Begun;
import io.sparkpipeline.snapshot.SnapshotPruner.Pruned;
import java.time.Clock;
import java.time.Duration;

/** One run: check, freshen, create, wait until ready, and only then prune. Each step can be killed and run again. */
record SnapshotJob(SnapshotCluster cluster, SnapshotConfig config, Clock clock) {

    Report run(Due due) {
        long start = System.nanoTime();
        String name = due.snapshotName(config.pvc());
        Claim claim = new ClaimCheck(cluster).check(config.pvc(), config.snapshotClass());
        if (config.dryRun()) {
            return SnapshotReports.dryRun(name, claim, prune(cluster));
        }
        boolean fresh = config.triggerFile()
                .map(file -> CheckpointRequest.send(file, config.checkpointTimeout()))
                .orElse(false);

        Begun begun = new SnapshotCreator(cluster, config.snapshotClass()).ensure(name, claim, due.time());
        ClaimEvents events = new ClaimEvents(cluster, claim, clock, true);
        Snapshot ready = awaitReady(name, due, events);
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        if (begun.byThisRun()) {
            events.normal("SnapshotReady", SnapshotReports.readyLine(ready, waited));
        }

        Pruned pruned = prune(cluster.whenSafe("the snapshot " + name + " is ready; only the pruning is unfinished"));
        if (!pruned.deleted().isEmpty()) {
            events.normal("SnapshotsPruned", "deleted " + String.join(", ", pruned.deleted()));
        }
        Duration total = Duration.ofNanos(System.nanoTime() - start);
        return SnapshotReports.done(claim, begun, ready, waited, pruned, total)
                .with("freshCheckpoint", config.triggerFile().isPresent() ? fresh : null);
    }

    private Snapshot awaitReady(String name, Due due, ClaimEvents events) {
        SnapshotCluster whileWaiting = cluster.whenSafe("the snapshot " + name + " is under way; nothing was pruned");
        try {
            return new ReadyWait(whileWaiting, config.readyTimeout(), config.pollInterval(), due).await(name);
        } catch (JobException e) {
            events.warning("SnapshotNotReady", e.happened());
            throw e;
        }
    }

    private Pruned prune(SnapshotCluster on) {
        return new SnapshotPruner(on, config.retention(), config.dryRun()).prune(config.pvc(), clock.instant());
    }
}
