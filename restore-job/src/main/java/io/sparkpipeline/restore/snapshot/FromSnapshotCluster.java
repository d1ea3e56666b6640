package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotList;
import io.sparkpipeline.common.kube.KubeCalls;
import io.sparkpipeline.common.kube.KubeConnection;
import io.sparkpipeline.common.kube.KubeEvents;
import io.sparkpipeline.common.kube.SparkApplications;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The requests of {@code from-snapshot}, each with its line in {@link FromSnapshotPermissions}. */
record FromSnapshotCluster(KubernetesClient client, String namespace, KubeCalls calls) {

    static FromSnapshotCluster of(KubeConnection kube) {
        return new FromSnapshotCluster(
                kube.client(), kube.namespace(), kube.calls("the old claim and all snapshots are untouched"));
    }

    /** The same, where each request with its retries ends within the given time. */
    FromSnapshotCluster within(Duration together) {
        return new FromSnapshotCluster(client, namespace, calls.within(together));
    }

    List<SourceSnapshot> snapshots() {
        return calls
                .send(
                        FromSnapshotPermissions.LIST_SNAPSHOTS,
                        () -> client.resources(VolumeSnapshot.class, VolumeSnapshotList.class)
                                .inNamespace(namespace)
                                .list()
                                .getItems())
                .stream()
                .map(SourceSnapshot::of)
                .toList();
    }

    Optional<PersistentVolumeClaim> claim(String name) {
        return calls.find(
                FromSnapshotPermissions.GET_CLAIM,
                () -> client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
    }

    /** Creates it; empty when the name is taken by now. */
    Optional<PersistentVolumeClaim> create(PersistentVolumeClaim claim) {
        return calls.send(FromSnapshotPermissions.CREATE_CLAIM, () -> {
            try {
                return Optional.of(client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .resource(claim)
                        .create());
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    Optional<StorageClass> storageClass(String name) {
        return calls.find(
                FromSnapshotPermissions.GET_STORAGE_CLASS,
                () -> client.storage().v1().storageClasses().withName(name).get());
    }

    Optional<GenericKubernetesResource> application(String name) {
        return calls.find(
                FromSnapshotPermissions.GET_APPLICATION,
                () -> applicationNamed(name).get());
    }

    void patchApplication(String name, String jsonPatch) {
        calls.send(
                FromSnapshotPermissions.PATCH_APPLICATION,
                () -> applicationNamed(name).patch(PatchContext.of(PatchType.JSON), jsonPatch));
    }

    KubeEvents events(Clock clock) {
        return new KubeEvents(client, calls, "restore-job", clock);
    }

    private Resource<GenericKubernetesResource> applicationNamed(String name) {
        return client.genericKubernetesResources(SparkApplications.KIND)
                .inNamespace(namespace)
                .withName(name);
    }
}
