package io.sparkpipeline.local.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotStatus;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotStatusBuilder;
import io.sparkpipeline.common.file.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves VolumeSnapshots by copying the claim's folder as of one moment, and tries again after an error. */
final class SnapshotController implements AutoCloseable, ResourceEventHandler<VolumeSnapshot> {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotController.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration QUIET_PATIENCE = Duration.ofSeconds(20);

    private record Fault(int left, String message) {}

    private final KubernetesClient client;
    private final VolumeFolders folders;
    private final Clock clock;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(task -> daemon(task, "snapshot-controller"));
    private final SharedIndexInformer<VolumeSnapshot> informer;
    private volatile Duration takes = Duration.ZERO;
    private volatile Fault fault = new Fault(0, "");

    SnapshotController(KubernetesClient client, VolumeFolders folders, Clock clock) {
        this.client = client;
        this.folders = folders;
        this.clock = clock;
        this.informer = client.resources(VolumeSnapshot.class).inAnyNamespace().inform(this);
    }

    void takes(Duration time) {
        takes = time;
    }

    void fail(int attempts, String message) {
        fault = new Fault(attempts, message);
    }

    @Override
    public void onAdd(VolumeSnapshot snapshot) {
        if (snapshot.getStatus() == null) {
            worker.execute(() -> take(snapshot));
        }
    }

    @Override
    public void onUpdate(VolumeSnapshot before, VolumeSnapshot after) {}

    @Override
    public void onDelete(VolumeSnapshot snapshot, boolean finalStateUnknown) {
        worker.execute(() -> {
            try {
                FileTrees.delete(folders.snapshot(snapshot.getMetadata().getUid()));
            } catch (IOException e) {
                LOG.warn("the folder of {} stays: {}", snapshot.getMetadata().getName(), e.toString());
            }
        });
    }

    private void take(VolumeSnapshot snapshot) {
        String name = snapshot.getMetadata().getName();
        try {
            failOnDemand();
            String uid = snapshot.getMetadata().getUid();
            Path links = folders.staging(uid);
            Files.createDirectories(folders.snapshot(uid).getParent());
            Map<Path, Long> sizes = FolderCut.take(source(snapshot), links, QUIET_PATIENCE);
            String cutAt = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
            setStatus(snapshot, status(uid, cutAt, false, null));
            Folders.copy(links, folders.snapshot(uid), sizes);
            FileTrees.delete(links);
            long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
            VolumeSnapshotStatus ready = status(uid, cutAt, true, new Quantity(String.valueOf(bytes)));
            later(takes, () -> setStatus(snapshot, ready));
        } catch (IOException | RuntimeException e) {
            LOG.warn("the snapshot {} failed and is tried again: {}", name, e.toString());
            setStatus(
                    snapshot,
                    new VolumeSnapshotStatusBuilder()
                            .withReadyToUse(false)
                            .withNewError(
                                    String.valueOf(e.getMessage()),
                                    clock.instant().toString())
                            .build());
            later(RETRY, () -> take(snapshot));
        }
    }

    private void later(Duration wait, Runnable task) {
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, worker)
                .execute(task);
    }

    private void failOnDemand() throws IOException {
        Fault now = fault;
        if (now.left() > 0) {
            fault = new Fault(now.left() - 1, now.message());
            throw new IOException(now.message());
        }
    }

    private Path source(VolumeSnapshot snapshot) {
        return folders.folderOf(
                client,
                snapshot.getMetadata().getNamespace(),
                snapshot.getSpec().getSource().getPersistentVolumeClaimName());
    }

    private static VolumeSnapshotStatus status(String uid, String cutAt, boolean ready, @Nullable Quantity size) {
        return new VolumeSnapshotStatusBuilder()
                .withBoundVolumeSnapshotContentName("snapcontent-" + uid)
                .withCreationTime(cutAt)
                .withReadyToUse(ready)
                .withRestoreSize(size)
                .build();
    }

    private void setStatus(VolumeSnapshot snapshot, VolumeSnapshotStatus status) {
        var resource = client.resources(VolumeSnapshot.class)
                .inNamespace(snapshot.getMetadata().getNamespace())
                .withName(snapshot.getMetadata().getName());
        if (resource.get() != null) { // it may have been deleted meanwhile
            resource.editStatus(
                    now -> new VolumeSnapshotBuilder(now).withStatus(status).build());
        }
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        informer.stop();
        worker.shutdownNow();
    }
}
