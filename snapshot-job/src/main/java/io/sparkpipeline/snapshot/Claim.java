package io.sparkpipeline.snapshot;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.sparkpipeline.common.kube.SnapshotLabels;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The claim that is snapshotted.
 *
 * @param uid tells it from one of the same name that was deleted
 * @param driver the CSI driver that serves it; empty where the job may not find out
 * @param notes annotations for its snapshots: what a restore needs when the claim is gone
 * @param object the API's own form
 */
record Claim(
        String name,
        String namespace,
        String uid,
        Optional<String> driver,
        Map<String, String> notes,
        PersistentVolumeClaim object) {

    static Claim of(PersistentVolumeClaim claim, Optional<String> driver) {
        return new Claim(
                claim.getMetadata().getName(),
                claim.getMetadata().getNamespace(),
                claim.getMetadata().getUid(),
                driver,
                notes(claim),
                claim);
    }

    private static Map<String, String> notes(PersistentVolumeClaim claim) {
        Map<String, String> notes = new TreeMap<>();
        notes.put(SnapshotLabels.CLAIM_UID, claim.getMetadata().getUid());
        PersistentVolumeClaimSpec spec = claim.getSpec();
        Optional.ofNullable(spec.getStorageClassName())
                .ifPresent(name -> notes.put(SnapshotLabels.CLAIM_STORAGE_CLASS, name));
        if (!spec.getAccessModes().isEmpty()) {
            notes.put(SnapshotLabels.CLAIM_ACCESS_MODES, String.join(",", spec.getAccessModes()));
        }
        Optional.ofNullable(spec.getResources())
                .flatMap(resources -> Optional.ofNullable(resources.getRequests()))
                .flatMap(requests -> Optional.ofNullable(requests.get("storage")))
                .ifPresent(size -> notes.put(SnapshotLabels.CLAIM_SIZE, size.toString()));
        return notes;
    }
}
