package io.sparkpipeline.local.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClass;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClassBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The objects that the local cluster makes. */
final class LocalObjects {

    private LocalObjects() {}

    /** As far as a volume's way into the pods goes. */
    static GenericKubernetesResource application(String namespace, String name, String claim) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("sparkoperator.k8s.io/v1beta2")
                .withKind("SparkApplication")
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "volumes",
                                List.of(Map.of(
                                        "name", "checkpoints", "persistentVolumeClaim", Map.of("claimName", claim)))))
                .build();
    }

    static Namespace namespace(String name) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build();
    }

    static StorageClass storageClass(String name) {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner(LocalKubernetes.DRIVER)
                .withReclaimPolicy("Delete")
                .withVolumeBindingMode("Immediate")
                .build();
    }

    static VolumeSnapshotClass snapshotClass(String name) {
        return new VolumeSnapshotClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withDriver(LocalKubernetes.DRIVER)
                .withDeletionPolicy("Delete")
                .build();
    }

    /** A claim that no volume serves yet. */
    static PersistentVolumeClaim claim(String namespace, String name, String storageClass) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteMany")
                .withStorageClassName(storageClass)
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
    }

    static PersistentVolume volume(PersistentVolumeClaim claim, Path folder) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(VolumeFolders.volumeName(
                        claim.getMetadata().getNamespace(), claim.getMetadata().getName()))
                .endMetadata()
                .withNewSpec()
                .withAccessModes(claim.getSpec().getAccessModes())
                .withStorageClassName(claim.getSpec().getStorageClassName())
                .withCapacity(claim.getSpec().getResources().getRequests())
                .withNewCsi()
                .withDriver(LocalKubernetes.DRIVER)
                .withVolumeHandle(folder.toString())
                .endCsi()
                .withNewClaimRef()
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .endSpec()
                .build();
    }

    static PersistentVolumeClaim bound(PersistentVolumeClaim claim, String volume) {
        return new PersistentVolumeClaimBuilder(claim)
                .editSpec()
                .withVolumeName(volume)
                .endSpec()
                .withNewStatus()
                .withPhase("Bound")
                .withAccessModes(claim.getSpec().getAccessModes())
                .withCapacity(claim.getSpec().getResources().getRequests())
                .endStatus()
                .build();
    }
}
