package io.sparkpipeline.snapshot;

import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.kube.SnapshotLabels;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the snapshot of a scheduled time exists, exactly once: get, not found, create, taken, get again. */
record SnapshotCreator(SnapshotCluster cluster, String snapshotClass) {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCreator.class);

    /**
     * What is there now.
     *
     * @param byThisRun whether this run created it
     */
    record Begun(Snapshot snapshot, boolean byThisRun) {}

    Begun ensure(String name, Claim claim, Instant scheduledTime) {
        Optional<Snapshot> existing = cluster.snapshot(name);
        if (existing.isPresent()) {
            return goOn(existing.orElseThrow(), claim);
        }
        Optional<Snapshot> created = cluster.create(snapshot(name, claim, scheduledTime));
        if (created.isPresent()) {
            LOG.info("created the snapshot {} of the claim {}", name, claim.name());
            return new Begun(created.orElseThrow(), true);
        }
        LOG.info("the snapshot {} was created by someone else in between", name);
        return goOn(
                cluster.snapshot(name)
                        .orElseThrow(() -> JobException.temporary(
                                "the snapshot " + name + " was created and deleted by someone else in between",
                                "nothing was changed",
                                "run it again")),
                claim);
    }

    private static Begun goOn(Snapshot found, Claim claim) {
        String name = found.name();
        if (!found.ours() || !found.isOf(claim.name())) {
            throw JobException.failed(
                    "the name " + name + " is taken by a snapshot that this job did not make of the claim '"
                            + claim.name() + "'",
                    "it was left alone",
                    "rename or delete it, or run at another --scheduled-time");
        }
        if (found.deleting()) {
            throw JobException.temporary(
                    "the snapshot " + name + " of this scheduled time is being deleted",
                    "nothing was changed",
                    "run it again when it is gone");
        }
        LOG.info("the snapshot {} exists already; going on with it", name);
        return new Begun(found, false);
    }

    private VolumeSnapshot snapshot(String name, Claim claim, Instant scheduledTime) {
        return new VolumeSnapshotBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(claim.namespace())
                .addToLabels(SnapshotLabels.MANAGED_BY, SnapshotLabels.OURS)
                .addToAnnotations(SnapshotLabels.SCHEDULED_TIME, scheduledTime.toString())
                .addToAnnotations(claim.notes())
                .endMetadata()
                .withNewSpec()
                .withVolumeSnapshotClassName(snapshotClass)
                .withNewSource()
                .withPersistentVolumeClaimName(claim.name())
                .endSource()
                .endSpec()
                .build();
    }
}
