package io.sparkpipeline.snapshot;

import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.kube.SnapshotLabels;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that a snapshot exists, exactly once: get, not found, create, taken, get again. */
record SnapshotCreator(SnapshotCluster cluster, String snapshotClass) {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCreator.class);

    /**
     * What is there now.
     *
     * @param byThisRun whether this run created it
     */
    record Begun(Snapshot snapshot, boolean byThisRun) {}

    /**
     * What an earlier run began.
     *
     * @throws JobException when the name is taken by something else
     */
    Optional<Begun> find(String name, Claim claim) {
        return cluster.snapshot(name).map(found -> goOn(found, claim));
    }

    Begun create(VolumeSnapshot planned, Claim claim) {
        String name = planned.getMetadata().getName();
        Optional<Snapshot> created = cluster.create(planned);
        if (created.isPresent()) {
            LOG.info("created the snapshot {} of the claim {}", name, claim.name());
            return new Begun(created.orElseThrow(), true);
        }
        LOG.info("the snapshot {} was created by someone else in between", name);
        return find(name, claim)
                .orElseThrow(() -> JobException.temporary(
                        "the snapshot " + name + " was created and deleted by someone else in between",
                        "nothing was changed",
                        "run it again"));
    }

    private Begun goOn(Snapshot found, Claim claim) {
        String name = found.name();
        if (!found.ours() || !found.isOf(claim.name())) {
            throw JobException.failed(
                    "the name " + name + " is taken by a snapshot that this job did not make of the claim '"
                            + claim.name() + "'",
                    "it was left alone",
                    "rename or delete it, or run at another --scheduled-time");
        }
        if (found.claimUid().filter(uid -> !uid.equals(claim.uid())).isPresent()) {
            throw JobException.refused(
                    "the snapshot " + name + " was taken of an earlier claim '" + claim.name() + "' with the UID "
                            + found.claimUid().orElseThrow() + "; the present one has " + claim.uid(),
                    "it was left alone, and nothing was pruned",
                    "run at another --scheduled-time to snapshot the present claim");
        }
        if (found.deleting()) {
            throw JobException.temporary(
                    "the snapshot " + name + " of this scheduled time is being deleted",
                    "nothing was changed",
                    "run it again when it is gone");
        }
        LOG.info("the snapshot {} exists already; going on with it", name);
        classNote(found).ifPresent(LOG::warn);
        return new Begun(found, false);
    }

    /** A snapshot keeps its class; a rerun that asks for another one is told. */
    Optional<String> classNote(Snapshot found) {
        return found.className()
                .filter(other -> !other.equals(snapshotClass))
                .map(other -> "the snapshot " + found.name() + " is of the class " + other + " and stays so: "
                        + snapshotClass + " is for new ones");
    }

    VolumeSnapshot planned(String name, Claim claim, Due due) {
        return new VolumeSnapshotBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(claim.namespace())
                .addToLabels(SnapshotLabels.MANAGED_BY, SnapshotLabels.OURS)
                .addToAnnotations(SnapshotLabels.SCHEDULED_TIME, due.time().toString())
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
