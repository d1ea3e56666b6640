package io.sparkpipeline.snapshot;

import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.kube.KubeEvents;
import io.sparkpipeline.snapshot.SnapshotCreator.Begun;
import io.sparkpipeline.snapshot.SnapshotPruner.Pruned;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** One run: check, freshen, create, wait until ready, and only then prune. Each step can be killed and run again. */
record SnapshotJob(SnapshotCluster cluster, SnapshotConfig config, Clock clock) {

    Report run(Due due) {
        long start = System.nanoTime();
        String name = due.snapshotName(config.pvc());
        Claim claim = new ClaimCheck(cluster).check(config.pvc(), config.snapshotClass());
        SnapshotCreator creator = new SnapshotCreator(cluster, config.snapshotClass());
        Optional<Begun> earlier = creator.find(name, claim);
        VolumeSnapshot planned = creator.planned(name, claim, due);
        if (config.dryRun()) {
            return dryRun(claim, earlier, planned);
        }
        // A snapshot that was taken already holds nothing of a checkpoint that is asked for now.
        Optional<Boolean> fresh = config.triggerFile()
                .filter(file -> earlier.isEmpty())
                .map(file -> CheckpointRequest.send(file, config.checkpointTimeout()));
        Begun begun = earlier.orElseGet(() -> creator.create(planned, claim));
        KubeEvents events = cluster.events(clock);
        Snapshot ready = awaitReady(name, due, claim, events);
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        events.once(claim.object(), name + ".ready", "SnapshotReady", SnapshotReports.readyLine(ready, waited));

        Pruned pruned =
                prune(cluster.whenSafe("the snapshot " + name + " is ready; only the pruning is unfinished"), ready);
        if (!pruned.deleted().isEmpty()) {
            events.normal(claim.object(), "SnapshotsPruned", "deleted " + String.join(", ", pruned.deleted()));
        }
        Duration total = Duration.ofNanos(System.nanoTime() - start);
        Report report = SnapshotReports.done(claim, begun, ready, waited, pruned, total)
                .with("freshCheckpoint", fresh.orElse(null));
        creator.classNote(ready).ifPresent(note -> report.line("note: " + note));
        return report;
    }

    private Report dryRun(Claim claim, Optional<Begun> earlier, VolumeSnapshot planned) {
        String now = clock.instant().toString();
        Snapshot assumed = earlier.map(Begun::snapshot)
                .orElseGet(() -> Snapshot.of(new VolumeSnapshotBuilder(planned)
                        .editMetadata()
                        .withCreationTimestamp(now)
                        .endMetadata()
                        .build()));
        return SnapshotReports.dryRun(assumed.name(), earlier.isPresent(), claim, prune(cluster, assumed));
    }

    private Snapshot awaitReady(String name, Due due, Claim claim, KubeEvents events) {
        SnapshotCluster whileWaiting = cluster.whenSafe("the snapshot " + name + " is under way; nothing was pruned");
        try {
            return new ReadyWait(whileWaiting, config.readyTimeout(), config.pollInterval(), due).await(name);
        } catch (JobException e) {
            events.warning(claim.object(), "SnapshotNotReady", e.happened());
            throw e;
        }
    }

    private Pruned prune(SnapshotCluster on, Snapshot taken) {
        return new SnapshotPruner(on, config.retention(), config.dryRun(), Optional.of(taken))
                .prune(config.pvc(), clock.instant());
    }
}
