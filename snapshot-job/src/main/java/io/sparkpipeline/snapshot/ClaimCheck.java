package io.sparkpipeline.snapshot;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClass;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.kube.KubeCalls;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out before anything is created whether a snapshot of the claim can succeed at all. */
record ClaimCheck(SnapshotCluster cluster) {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimCheck.class);
    private static final String SAFE = "nothing was changed";

    /**
     * Checks that the claim exists and is bound, and that the class exists and is of the claim's driver.
     *
     * @throws JobException that says which of these does not hold
     */
    Claim check(String pvc, String snapshotClass) {
        PersistentVolumeClaim claim = cluster.claim(pvc)
                .orElseThrow(() -> JobException.failed(
                        "the claim '" + pvc + "' does not exist in the namespace '" + cluster.namespace() + "'",
                        SAFE,
                        "correct --pvc or --namespace (kubectl get pvc -A)"));
        requireBound(claim);
        Optional<String> driver = driver(claim);
        VolumeSnapshotClass found = cluster.snapshotClass(snapshotClass).orElseThrow(() -> noClass(snapshotClass));
        driver.ifPresentOrElse(
                of -> requireSameDriver(pvc, of, found),
                () -> LOG.warn(
                        "the driver of the claim {} can't be found out, so that the class {} is not checked",
                        pvc,
                        snapshotClass));
        return Claim.of(claim, driver);
    }

    private static void requireBound(PersistentVolumeClaim claim) {
        String phase = claim.getStatus() == null ? "Pending" : claim.getStatus().getPhase();
        String name = claim.getMetadata().getName();
        if ("Lost".equals(phase)) {
            throw JobException.failed(
                    "the claim '" + name + "' has lost its volume "
                            + claim.getSpec().getVolumeName(),
                    "older snapshots are untouched",
                    "restore the volume: see 'restore from-snapshot'");
        }
        if (!"Bound".equals(phase)) {
            throw JobException.temporary(
                    "the claim '" + name + "' is not bound to a volume yet (phase " + phase + ")",
                    SAFE,
                    "try again when a pod uses it (kubectl describe pvc " + name + ")");
        }
    }

    private static JobException noClass(String name) {
        return JobException.failed(
                "the VolumeSnapshotClass '" + name + "' does not exist, or the snapshot CRDs are not installed",
                SAFE,
                "correct --snapshot-class, create the class, or install the CRDs and the snapshot controller "
                        + "(kubectl get crd volumesnapshotclasses.snapshot.storage.k8s.io; kubectl get volumesnapshotclass)");
    }

    private static void requireSameDriver(String pvc, String driver, VolumeSnapshotClass snapshotClass) {
        if (!driver.equals(snapshotClass.getDriver())) {
            throw JobException.failed(
                    "the claim '" + pvc + "' is served by the driver " + driver + ", but the VolumeSnapshotClass '"
                            + snapshotClass.getMetadata().getName() + "' is of the driver " + snapshotClass.getDriver(),
                    SAFE,
                    "choose a class of " + driver + " with --snapshot-class (kubectl get volumesnapshotclass)");
        }
    }

    private Optional<String> driver(PersistentVolumeClaim claim) {
        Optional<PersistentVolume> volume = allowed(
                () -> Optional.ofNullable(claim.getSpec().getVolumeName()).flatMap(cluster::volume));
        if (volume.isPresent()) {
            return Optional.of(csiDriver(claim.getMetadata().getName(), volume.orElseThrow()));
        }
        return allowed(() -> Optional.ofNullable(claim.getSpec().getStorageClassName())
                .flatMap(cluster::storageClass)
                .map(StorageClass::getProvisioner));
    }

    /** Also for in-tree volumes that a CSI driver has taken over. */
    private static String csiDriver(String pvc, PersistentVolume volume) {
        if (volume.getSpec().getCsi() != null) {
            return volume.getSpec().getCsi().getDriver();
        }
        return Optional.ofNullable(volume.getMetadata().getAnnotations())
                .flatMap(notes -> Optional.ofNullable(notes.get("pv.kubernetes.io/migrated-to")))
                .orElseThrow(() -> JobException.failed(
                        "the volume " + volume.getMetadata().getName() + " of the claim '" + pvc
                                + "' is served by no CSI driver, and only those take snapshots",
                        SAFE,
                        "move the claim to a CSI storage class, and rely on the backup to S3 until then"));
    }

    /** Volumes and storage classes are cluster-wide: where the job may not read them, the check is left out. */
    private static <T> Optional<T> allowed(Supplier<Optional<T>> read) {
        try {
            return read.get();
        } catch (JobException e) {
            if (KubeCalls.isForbidden(e)) {
                LOG.info("not checked: {}", e.happened());
                return Optional.empty();
            }
            throw e;
        }
    }
}
