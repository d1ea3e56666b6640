package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.kube.SnapshotLabels;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The claim to be made: as told, else as the old claim, else as the snapshot's annotations say, which a claim that is
 * gone has left behind.
 */
record NewClaim(String name, String storageClass, List<String> accessModes, Quantity size) {

    /**
     * Puts it together; the size is never under the snapshot's restore size.
     *
     * @throws io.sparkpipeline.common.cli.JobException with exit code 2 that names what nobody tells
     */
    static NewClaim plan(FromSnapshotConfig config, SourceSnapshot snapshot, Optional<PersistentVolumeClaim> old) {
        Optional<String> storageClass = config.storageClass()
                .or(() ->
                        old.flatMap(claim -> Optional.ofNullable(claim.getSpec().getStorageClassName())))
                .or(() -> note(snapshot, SnapshotLabels.CLAIM_STORAGE_CLASS))
                .filter(name -> !name.isEmpty()); // a volume made by hand has none, and none makes volumes of snapshots
        List<String> modes = Stream.of(
                        config.accessModes(),
                        old.map(claim -> claim.getSpec().getAccessModes()).orElse(List.of()),
                        note(snapshot, SnapshotLabels.CLAIM_ACCESS_MODES)
                                .map(text -> List.of(text.split(",", -1)))
                                .orElse(List.of()))
                .filter(list -> !list.isEmpty())
                .findFirst()
                .orElse(List.of());
        Optional<Quantity> size = size(config, snapshot, old);
        Problems problems = new Problems();
        String gone = "the claim '" + config.sourcePvc() + "' is gone and the snapshot does not tell: give it";
        String classless = "the claim '" + config.sourcePvc() + "' has none: give one whose driver takes snapshots";
        problems.require(storageClass.isPresent(), "--storage-class", old.isPresent() ? classless : gone)
                .require(!modes.isEmpty(), "--access-mode", gone)
                .require(size.isPresent(), "--size", gone)
                .throwIfAny();
        return new NewClaim(config.newPvc(), storageClass.orElseThrow(), modes, size.orElseThrow());
    }

    PersistentVolumeClaim object(String namespace, String snapshot) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels(SnapshotLabels.MANAGED_BY, SnapshotLabels.OURS)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(storageClass)
                .withAccessModes(accessModes)
                .withNewResources()
                .addToRequests("storage", size)
                .endResources()
                .withNewDataSource("snapshot.storage.k8s.io", "VolumeSnapshot", snapshot)
                .endSpec()
                .build();
    }

    private static Optional<Quantity> size(
            FromSnapshotConfig config, SourceSnapshot snapshot, Optional<PersistentVolumeClaim> old) {
        Optional<Quantity> asked = config.size()
                .or(() -> old.flatMap(
                                claim -> Optional.ofNullable(claim.getSpec().getResources()))
                        .flatMap(resources -> Optional.ofNullable(resources.getRequests()))
                        .flatMap(requests -> Optional.ofNullable(requests.get("storage"))))
                .or(() -> note(snapshot, SnapshotLabels.CLAIM_SIZE).map(Quantity::new));
        return Stream.of(asked, snapshot.restoreSize())
                .flatMap(Optional::stream)
                .max((a, b) -> Quantity.getAmountInBytes(a).compareTo(Quantity.getAmountInBytes(b)));
    }

    private static Optional<String> note(SourceSnapshot snapshot, String annotation) {
        return Optional.ofNullable(snapshot.notes().get(annotation));
    }
}
