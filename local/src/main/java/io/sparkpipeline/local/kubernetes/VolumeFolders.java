package io.sparkpipeline.local.kubernetes;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Objects;

/** Where volumes and snapshots are: {@code volumes/<namespace>-<claim>} and {@code snapshots/<uid>}. */
record VolumeFolders(Path workDir) {

    Path newVolume(String namespace, String claim) {
        return workDir.resolve("volumes").resolve(namespace + "-" + claim);
    }

    Path snapshot(String uid) {
        return workDir.resolve("snapshots").resolve(uid);
    }

    Path staging(String uid) {
        return workDir.resolve("snapshots").resolve("." + uid + ".links");
    }

    static String volumeName(String namespace, String claim) {
        return "pvc-" + namespace + "-" + claim;
    }

    /** The folder behind a bound claim. */
    Path folderOf(KubernetesClient client, String namespace, String claim) {
        PersistentVolumeClaim found = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(claim)
                .get();
        if (found == null || found.getSpec().getVolumeName() == null) {
            throw new IllegalStateException("the claim " + claim + " is not bound");
        }
        PersistentVolume volume = Objects.requireNonNull(client.persistentVolumes()
                .withName(found.getSpec().getVolumeName())
                .get());
        return Path.of(volume.getSpec().getCsi().getVolumeHandle());
    }
}
