package io.sparkpipeline.snapshot;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClass;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotList;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.kube.KubeCalls;
import io.sparkpipeline.common.kube.KubeConnection;
import io.sparkpipeline.common.kube.KubeEvents;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The requests of this job to one namespace, each with its line in {@link SnapshotPermissions}. Every method throws a
 * {@link JobException} that explains what the API answered, after the retries.
 */
record SnapshotCluster(KubernetesClient client, String namespace, KubeCalls calls) {

    static SnapshotCluster of(KubeConnection kube) {
        return new SnapshotCluster(kube.client(), kube.namespace(), kube.calls("nothing was changed"));
    }

    /** The same, with another word on what is safe when a request fails. */
    SnapshotCluster whenSafe(String safe) {
        return new SnapshotCluster(client, namespace, calls.whenSafe(safe));
    }

    /** The same, where each request with its retries ends within the given time. */
    SnapshotCluster within(Duration together) {
        return new SnapshotCluster(client, namespace, calls.within(together));
    }

    Optional<PersistentVolumeClaim> claim(String name) {
        return calls.find(
                SnapshotPermissions.GET_CLAIM,
                () -> client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
    }

    Optional<PersistentVolume> volume(String name) {
        return calls.find(
                SnapshotPermissions.GET_VOLUME,
                () -> client.persistentVolumes().withName(name).get());
    }

    Optional<StorageClass> storageClass(String name) {
        return calls.find(
                SnapshotPermissions.GET_STORAGE_CLASS,
                () -> client.storage().v1().storageClasses().withName(name).get());
    }

    Optional<VolumeSnapshotClass> snapshotClass(String name) {
        return calls.find(
                SnapshotPermissions.GET_CLASS,
                () -> client.resources(VolumeSnapshotClass.class).withName(name).get());
    }

    Optional<Snapshot> snapshot(String name) {
        return calls.find(
                        SnapshotPermissions.GET_SNAPSHOT,
                        () -> snapshots().inNamespace(namespace).withName(name).get())
                .map(Snapshot::of);
    }

    /** All snapshots of the claim, others' too. */
    List<Snapshot> snapshotsOf(String pvc) {
        return calls
                .send(
                        SnapshotPermissions.LIST_SNAPSHOTS,
                        () -> snapshots().inNamespace(namespace).list().getItems())
                .stream()
                .map(Snapshot::of)
                .filter(snapshot -> snapshot.isOf(pvc))
                .toList();
    }

    /** Creates it; empty when the name is taken by now. */
    Optional<Snapshot> create(VolumeSnapshot snapshot) {
        return calls.send(SnapshotPermissions.CREATE_SNAPSHOT, () -> {
            try {
                return Optional.of(Snapshot.of(
                        snapshots().inNamespace(namespace).resource(snapshot).create()));
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** Deletes exactly the version that was looked at; false when it has changed since, and is left alone. */
    boolean delete(Snapshot snapshot) {
        return calls.send(SnapshotPermissions.DELETE_SNAPSHOT, () -> {
            try {
                snapshots()
                        .inNamespace(namespace)
                        .resource(snapshot.object())
                        .lockResourceVersion()
                        .delete();
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** Blocks until the API answers, which may be never. */
    Watch watch(String name, Watcher<VolumeSnapshot> watcher) {
        return calls.once(
                SnapshotPermissions.WATCH_SNAPSHOT,
                () -> snapshots().inNamespace(namespace).withName(name).watch(watcher));
    }

    KubeEvents events(Clock clock) {
        return new KubeEvents(client, calls, "snapshot-job", clock);
    }

    private MixedOperation<VolumeSnapshot, VolumeSnapshotList, Resource<VolumeSnapshot>> snapshots() {
        return client.resources(VolumeSnapshot.class, VolumeSnapshotList.class);
    }
}
