package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Pauses;
import java.time.Duration;

/** Waits until the claim is bound, or is left to the first pod by its class. */
record BindWait(FromSnapshotCluster cluster, Duration timeout) {

    private static final Duration POLL = Duration.ofMillis(500);

    /** Whether it is bound; false when its class waits for the first consumer. */
    boolean await(NewClaim claim) {
        boolean waitsForPod = cluster.storageClass(claim.storageClass())
                .map(StorageClass::getVolumeBindingMode)
                .filter("WaitForFirstConsumer"::equals)
                .isPresent();
        if (waitsForPod) {
            return isBound(claim.name());
        }
        if (Pauses.until(timeout, POLL, () -> isBound(claim.name()))) {
            return true;
        }
        throw JobException.temporary(
                "the claim '" + claim.name() + "' is not bound after " + Durations.text(timeout),
                "it is left to become bound; the old claim and all snapshots are untouched",
                "kubectl describe pvc " + claim.name() + " -n " + cluster.namespace()
                        + "; the same command goes on from here");
    }

    private boolean isBound(String name) {
        return cluster.claim(name)
                .filter(found -> found.getStatus() != null
                        && "Bound".equals(found.getStatus().getPhase()))
                .isPresent();
    }
}
