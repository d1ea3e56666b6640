package io.sparkpipeline.snapshot;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClassBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotStatus;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotStatusBuilder;
import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.kube.ApiServer;
import io.sparkpipeline.common.kube.SnapshotLabels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A namespace with a bound claim, a snapshot class, and a snapshot controller that does as it is told. */
final class TestCluster implements AutoCloseable {

    static final String NAMESPACE = "spark-pipeline";
    static final String PVC = "spark-checkpoint-pvc";
    static final String DRIVER = "csi.example.com";
    static final String TEN_GIB = "10Gi";

    final ApiServer api = ApiServer.start();
    private final Watch controller;
    private volatile Function<VolumeSnapshot, VolumeSnapshotStatus> behaviour = snapshot -> ready();

    /** How a run of the command ended. */
    record Ended(int code, String out, String err) {}

    TestCluster() {
        client().resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName("fast")
                        .endMetadata()
                        .withProvisioner(DRIVER)
                        .build())
                .create();
        createClass("csi-snapclass", DRIVER, "Delete");
        createClaim(PVC, "Bound");
        controller = client().resources(VolumeSnapshot.class)
                .inNamespace(NAMESPACE)
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, VolumeSnapshot snapshot) {
                        if (action == Action.ADDED && snapshot.getStatus() == null) {
                            setStatus(snapshot.getMetadata().getName(), false, behaviour.apply(snapshot));
                        }
                    }

                    @Override
                    public void onClose(WatcherException cause) {}
                });
    }

    KubernetesClient client() {
        return api.admin();
    }

    /** What the controller says of every new snapshot from now on. */
    void controllerSays(VolumeSnapshotStatus status) {
        behaviour = snapshot -> status;
    }

    static VolumeSnapshotStatus ready() {
        return new VolumeSnapshotStatusBuilder()
                .withReadyToUse(true)
                .withRestoreSize(new Quantity(TEN_GIB))
                .withBoundVolumeSnapshotContentName("snapcontent-1")
                .build();
    }

    static VolumeSnapshotStatus notReady() {
        return new VolumeSnapshotStatusBuilder().withReadyToUse(false).build();
    }

    static VolumeSnapshotStatus error(String message) {
        return new VolumeSnapshotStatusBuilder()
                .withReadyToUse(false)
                .withNewError()
                .withMessage(message)
                .endError()
                .build();
    }

    void setStatus(String name, VolumeSnapshotStatus status) {
        setStatus(name, true, status);
    }

    /** Again after a conflict: the test and the controller write the same object. */
    private void setStatus(String name, boolean overwrite, VolumeSnapshotStatus status) {
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
            client().resources(VolumeSnapshot.class)
                    .inNamespace(NAMESPACE)
                    .withName(name)
                    .editStatus(snapshot -> overwrite || snapshot.getStatus() == null
                            ? new VolumeSnapshotBuilder(snapshot)
                                    .withStatus(status)
                                    .build()
                            : snapshot);
            return true;
        });
    }

    void createClaim(String name, String phase) {
        client().resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName("pv-" + name)
                        .endMetadata()
                        .withNewSpec()
                        .withNewCsi()
                        .withDriver(DRIVER)
                        .withVolumeHandle("handle")
                        .endCsi()
                        .endSpec()
                        .build())
                .create();
        client().resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withStorageClassName("fast")
                        .withVolumeName("Bound".equals(phase) ? "pv-" + name : null)
                        .endSpec()
                        .withNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build())
                .create();
    }

    /** Another claim of the same name. */
    void recreateClaim() {
        client().persistentVolumeClaims().inNamespace(NAMESPACE).withName(PVC).delete();
        client().persistentVolumes().withName("pv-" + PVC).delete();
        createClaim(PVC, "Bound");
    }

    void createClass(String name, String driver, String deletionPolicy) {
        client().resource(new VolumeSnapshotClassBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withDriver(driver)
                        .withDeletionPolicy(deletionPolicy)
                        .build())
                .create();
    }

    /** A snapshot of the past. */
    void createSnapshot(String name, String pvc, Instant created, boolean ready, Map<String, String> labels) {
        createSnapshot(name, pvc, "csi-snapclass", created, ready, labels);
    }

    void createSnapshotOfClass(String name, String snapshotClass, Instant created) {
        createSnapshot(name, PVC, snapshotClass, created, true, Map.of(SnapshotLabels.MANAGED_BY, SnapshotLabels.OURS));
    }

    private void createSnapshot(
            String name, String pvc, String snapshotClass, Instant created, boolean ready, Map<String, String> labels) {
        api.createdAt(created);
        client().resource(new VolumeSnapshotBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withVolumeSnapshotClassName(snapshotClass)
                        .withNewSource()
                        .withPersistentVolumeClaimName(pvc)
                        .endSource()
                        .endSpec()
                        .withStatus(ready ? ready() : notReady())
                        .build())
                .create();
        api.createdNow();
    }

    void createOwnSnapshot(String name, Instant created, boolean ready) {
        createSnapshot(name, PVC, created, ready, Map.of(SnapshotLabels.MANAGED_BY, SnapshotLabels.OURS));
    }

    List<String> snapshots() {
        return client().resources(VolumeSnapshot.class).inNamespace(NAMESPACE).list().getItems().stream()
                .map(snapshot -> snapshot.getMetadata().getName())
                .sorted()
                .toList();
    }

    List<String> eventReasons() {
        return client().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .map(Event::getReason)
                .toList();
    }

    /** May be asked while a request is served. */
    boolean isReady(String snapshot) {
        return api.stored("/apis/snapshot.storage.k8s.io/v1/namespaces/" + NAMESPACE + "/volumesnapshots/" + snapshot)
                .contains("\"readyToUse\":true");
    }

    void delete(String snapshot) {
        client().resources(VolumeSnapshot.class)
                .inNamespace(NAMESPACE)
                .withName(snapshot)
                .delete();
    }

    /** Runs the command as its user would. */
    Ended run(String... args) {
        return runAt(api.url(), args);
    }

    /** The same against another API. */
    Ended runAt(String url, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--kube-api", url, "--namespace", NAMESPACE));
        int code = CommandLines.run(
                new SnapshotCommand(),
                Environment.of(Map.of()),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }

    @Override
    public void close() {
        controller.close();
        api.close();
    }
}
