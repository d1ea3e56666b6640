package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.kube.ApiServer;
import io.sparkpipeline.common.kube.SparkApplications;
import io.sparkpipeline.restore.RestoreCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A namespace with a claim, three snapshots of it, and two storage classes. */
final class RestoreCluster implements AutoCloseable {

    static final String NAMESPACE = "spark-pipeline";
    static final String PVC = "spark-checkpoint-pvc";

    final ApiServer api = ApiServer.start();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    RestoreCluster() {
        storageClass("fast", "WaitForFirstConsumer");
        storageClass("slow", "Immediate");
        claim(PVC, "fast", "10Gi");
        snapshot("s1", "2026-11-20T12:00:00Z", true, Map.of());
        snapshot("s2", "2026-11-21T12:00:00Z", true, Map.of());
        snapshot("s3", "2026-11-22T12:00:00Z", false, Map.of());
    }

    /** Standard output of the last run. */
    String out() {
        return out.toString();
    }

    /** Standard error of the last run. */
    String err() {
        return err.toString();
    }

    int run(String... args) {
        List<String> all = new ArrayList<>(List.of("from-snapshot"));
        all.addAll(List.of(args));
        all.addAll(List.of("--kube-api", api.url(), "--namespace", NAMESPACE));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return CommandLines.run(
                new RestoreCommand(),
                Environment.of(Map.of()),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.toArray(String[]::new));
    }

    List<String> claims() {
        return api.admin().persistentVolumeClaims().inNamespace(NAMESPACE).list().getItems().stream()
                .map(claim -> claim.getMetadata().getName())
                .sorted()
                .toList();
    }

    List<String> eventReasons() {
        return api.admin().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .map(Event::getReason)
                .sorted()
                .toList();
    }

    void bound(String name) {
        api.admin()
                .persistentVolumeClaims()
                .inNamespace(NAMESPACE)
                .withName(name)
                .editStatus(found -> new PersistentVolumeClaimBuilder(found)
                        .withNewStatus()
                        .withPhase("Bound")
                        .endStatus()
                        .build());
    }

    long count(String verb, String resource) {
        return api.requests().stream()
                .filter(request -> request.action().verb().equals(verb)
                        && request.action().resource().equals(resource))
                .count();
    }

    String spec(String application) {
        return Serialization.asJson(
                Objects.requireNonNull(applicationNow(application)).getAdditionalProperties());
    }

    PersistentVolumeClaim made(String name) {
        return Objects.requireNonNull(api.admin()
                .persistentVolumeClaims()
                .inNamespace(NAMESPACE)
                .withName(name)
                .get());
    }

    void storageClass(String name, String binding) {
        api.admin()
                .resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withProvisioner("csi.example.com")
                        .withVolumeBindingMode(binding)
                        .build())
                .create();
    }

    /** A claim from a snapshot that a finalizer holds, as a pod that uses it does. */
    void terminatingClaim(String name, String snapshot) {
        claim(name, "fast", "12Gi");
        Resource<PersistentVolumeClaim> claim =
                api.admin().persistentVolumeClaims().inNamespace(NAMESPACE).withName(name);
        claim.edit(found -> new PersistentVolumeClaimBuilder(found)
                .editMetadata()
                .addToFinalizers("kubernetes.io/pvc-protection")
                .endMetadata()
                .editSpec()
                .withNewDataSource("snapshot.storage.k8s.io", "VolumeSnapshot", snapshot)
                .endSpec()
                .build());
        claim.delete();
    }

    void claim(String name, String storageClass, String size) {
        api.admin()
                .resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withStorageClassName(storageClass)
                        .withAccessModes("ReadWriteMany")
                        .withNewResources()
                        .addToRequests("storage", new Quantity(size))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
    }

    void snapshot(String name, String taken, boolean ready, Map<String, String> notes) {
        snapshotOf(PVC, name, taken, ready, notes);
    }

    void snapshotOf(String pvc, String name, String taken, boolean ready, Map<String, String> notes) {
        VolumeSnapshotBuilder snapshot = new VolumeSnapshotBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withAnnotations(notes)
                .endMetadata()
                .withNewSpec()
                .withNewSource()
                .withPersistentVolumeClaimName(pvc)
                .endSource()
                .endSpec()
                .withNewStatus()
                .withCreationTime(taken)
                .withReadyToUse(ready)
                .withRestoreSize(new Quantity("12Gi"))
                .endStatus();
        if (!ready) {
            snapshot.editStatus().withNewError("pool is full", taken).endStatus();
        }
        api.admin().resource(snapshot.build()).create();
    }

    void application(String name) {
        GenericKubernetesResource application =
                Serialization.unmarshal("""
                {"apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication",
                 "metadata": {"name": "%s", "namespace": "spark-pipeline"},
                 "spec": {
                   "sparkConf": {"spark.kubernetes.executor.volumes.persistentVolumeClaim.cp.options.claimName": "spark-checkpoint-pvc"},
                   "volumes": [
                     {"name": "cp", "persistentVolumeClaim": {"claimName": "spark-checkpoint-pvc"}},
                     {"name": "x", "persistentVolumeClaim": {"claimName": "other"}}]}}
                """.replace("%s", name), GenericKubernetesResource.class);
        api.admin()
                .genericKubernetesResources(SparkApplications.KIND)
                .inNamespace(NAMESPACE)
                .resource(application)
                .create();
    }

    GenericKubernetesResource applicationNow(String name) {
        return api.admin()
                .genericKubernetesResources(SparkApplications.KIND)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get();
    }

    @Override
    public void close() {
        api.close();
    }
}
