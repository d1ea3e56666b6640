package io.sparkpipeline.snapshot;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotStatus;
import io.sparkpipeline.common.kube.SnapshotLabels;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A VolumeSnapshot as this job sees it.
 *
 * @param created by the API server's clock
 * @param claim the claim it was taken of; empty for one made from existing content
 * @param claimUid of that claim, which tells it from a later one of the same name; empty where nobody noted it
 * @param ready whether it can be restored from; what the controller does not say yet counts as not
 * @param restoreSize bytes that a claim restored from it needs at least
 * @param error the controller's message, which can clear again
 * @param deleting whether its deletion has been asked for
 * @param object the API's own form
 */
record Snapshot(
        String name,
        Instant created,
        Optional<String> claim,
        Optional<String> claimUid,
        boolean ready,
        Optional<Long> restoreSize,
        Optional<String> error,
        boolean ours,
        boolean labelledKeep,
        boolean deleting,
        VolumeSnapshot object) {

    static Snapshot of(VolumeSnapshot object) {
        Optional<VolumeSnapshotStatus> status = Optional.ofNullable(object.getStatus());
        Map<String, String> labels =
                Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of());
        return new Snapshot(
                object.getMetadata().getName(),
                Instant.parse(object.getMetadata().getCreationTimestamp()),
                Optional.ofNullable(object.getSpec())
                        .flatMap(spec -> Optional.ofNullable(spec.getSource()))
                        .flatMap(source -> Optional.ofNullable(source.getPersistentVolumeClaimName())),
                Optional.ofNullable(object.getMetadata().getAnnotations())
                        .flatMap(notes -> Optional.ofNullable(notes.get(SnapshotLabels.CLAIM_UID))),
                status.map(VolumeSnapshotStatus::getReadyToUse).orElse(false),
                status.flatMap(s -> Optional.ofNullable(s.getRestoreSize())).map(Snapshot::bytes),
                status.flatMap(s -> Optional.ofNullable(s.getError()))
                        .flatMap(error -> Optional.ofNullable(error.getMessage())),
                SnapshotLabels.OURS.equals(labels.get(SnapshotLabels.MANAGED_BY)),
                labels.containsKey(SnapshotLabels.KEEP) && !"false".equals(labels.get(SnapshotLabels.KEEP)),
                object.getMetadata().getDeletionTimestamp() != null,
                object);
    }

    boolean isOf(String pvc) {
        return claim.filter(pvc::equals).isPresent();
    }

    Optional<String> className() {
        return Optional.ofNullable(object.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.getVolumeSnapshotClassName()));
    }

    /** The VolumeSnapshotContent behind it. */
    Optional<String> content() {
        return Optional.ofNullable(object.getStatus())
                .flatMap(status -> Optional.ofNullable(status.getBoundVolumeSnapshotContentName()));
    }

    private static long bytes(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity).longValue();
    }
}
