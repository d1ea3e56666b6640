package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot that could be restored.
 *
 * @param taken when the storage took it, which is what its data is as of; else when it was asked for
 * @param claim the claim that it was taken of
 * @param usable whether it is ready and not being deleted
 * @param notes its annotations, which tell of the claim
 */
record SourceSnapshot(
        String name,
        Instant taken,
        Optional<String> claim,
        boolean usable,
        Optional<Quantity> restoreSize,
        Optional<String> error,
        Map<String, String> notes) {

    static SourceSnapshot of(VolumeSnapshot object) {
        Optional<VolumeSnapshotStatus> status = Optional.ofNullable(object.getStatus());
        String asked = object.getMetadata().getCreationTimestamp();
        return new SourceSnapshot(
                object.getMetadata().getName(),
                Instant.parse(status.flatMap(s -> Optional.ofNullable(s.getCreationTime()))
                        .orElse(asked)),
                Optional.ofNullable(object.getSpec().getSource().getPersistentVolumeClaimName()),
                status.map(VolumeSnapshotStatus::getReadyToUse).orElse(false)
                        && object.getMetadata().getDeletionTimestamp() == null,
                status.flatMap(s -> Optional.ofNullable(s.getRestoreSize())),
                status.flatMap(s -> Optional.ofNullable(s.getError()))
                        .flatMap(error -> Optional.ofNullable(error.getMessage())),
                Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of()));
    }
}
