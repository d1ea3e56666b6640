package io.sparkpipeline.local.kubernetes;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each unbound claim a folder: a new one, or a copy of the snapshot that it names as its data source. */
final class ClaimController implements AutoCloseable, ResourceEventHandler<PersistentVolumeClaim> {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimController.class);

    /** Claims that wait for their snapshot are looked at again so often. */
    private static final long RESYNC_MILLIS = 1_000;

    private final KubernetesClient client;
    private final VolumeFolders folders;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(task -> SnapshotController.daemon(task, "claim-controller"));
    private final SharedIndexInformer<PersistentVolumeClaim> informer;

    ClaimController(KubernetesClient client, VolumeFolders folders) {
        this.client = client;
        this.folders = folders;
        this.informer = client.persistentVolumeClaims().inAnyNamespace().inform(this, RESYNC_MILLIS);
    }

    @Override
    public void onAdd(PersistentVolumeClaim claim) {
        worker.execute(() ->
                bind(claim.getMetadata().getNamespace(), claim.getMetadata().getName()));
    }

    @Override
    public void onUpdate(PersistentVolumeClaim before, PersistentVolumeClaim after) {
        if (after.getSpec().getVolumeName() == null) {
            onAdd(after);
        }
    }

    @Override
    public void onDelete(PersistentVolumeClaim claim, boolean finalStateUnknown) {
        if (claim.getSpec().getVolumeName() != null) {
            client.persistentVolumes().withName(claim.getSpec().getVolumeName()).delete();
        }
    }

    private void bind(String namespace, String name) {
        PersistentVolumeClaim claim = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (claim == null || claim.getSpec().getVolumeName() != null) {
            return;
        }
        Path folder = folders.newVolume(namespace, name);
        try {
            if (provision(claim, folder)) {
                client.resource(LocalObjects.volume(claim, folder)).create();
                client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(name)
                        .edit(now -> LocalObjects.bound(now, VolumeFolders.volumeName(namespace, name)));
                LOG.info("the claim {} is bound to {}", name, folder);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the claim {} can't be served: {}", name, e.toString());
        }
    }

    private boolean provision(PersistentVolumeClaim claim, Path folder) throws IOException {
        TypedLocalObjectReference source = claim.getSpec().getDataSource();
        if (Files.exists(folder)) {
            LOG.warn(
                    "the claim {} stays unbound: {} exists", claim.getMetadata().getName(), folder);
            return false;
        }
        if (source == null) {
            Files.createDirectories(folder);
            return true;
        }
        VolumeSnapshot snapshot = client.resources(VolumeSnapshot.class)
                .inNamespace(claim.getMetadata().getNamespace())
                .withName(source.getName())
                .get();
        if (snapshot == null
                || snapshot.getStatus() == null
                || !Objects.equals(true, snapshot.getStatus().getReadyToUse())
                || !fits(claim, snapshot.getStatus().getRestoreSize())) {
            LOG.info(
                    "the claim {} waits for a ready snapshot {} that fits",
                    claim.getMetadata().getName(),
                    source.getName());
            return false;
        }
        Files.createDirectories(folder.getParent());
        Folders.copy(folders.snapshot(snapshot.getMetadata().getUid()), folder);
        return true;
    }

    private static boolean fits(PersistentVolumeClaim claim, Quantity restoreSize) {
        Quantity requested = claim.getSpec().getResources().getRequests().get("storage");
        return Quantity.getAmountInBytes(requested).compareTo(Quantity.getAmountInBytes(restoreSize)) >= 0;
    }

    @Override
    public void close() {
        informer.stop();
        worker.shutdownNow();
    }
}
