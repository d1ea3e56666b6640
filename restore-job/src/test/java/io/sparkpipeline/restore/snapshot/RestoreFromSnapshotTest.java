package io.sparkpipeline.restore.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.kube.ApiRequest;
import io.sparkpipeline.common.kube.ApiServer;
import io.sparkpipeline.common.kube.SnapshotLabels;
import io.sparkpipeline.common.kube.SparkApplications;
import io.sparkpipeline.restore.RestoreCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestoreFromSnapshotTest {

    private static final String NAMESPACE = "spark-pipeline";
    private static final String PVC = "spark-checkpoint-pvc";

    private final ApiServer api = ApiServer.start();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void cluster() {
        storageClass("fast", "WaitForFirstConsumer");
        storageClass("slow", "Immediate");
        claim(PVC, "fast", "10Gi");
        snapshot("s1", "2026-11-20T12:00:00Z", true, Map.of());
        snapshot("s2", "2026-11-21T12:00:00Z", true, Map.of());
        snapshot("s3", "2026-11-22T12:00:00Z", false, Map.of());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void theLatestReadyOneBecomesAClaimLikeTheOldOne() {
        api.allowOnly(FromSnapshotPermissions.ALL);
        assertThat(run("--pvc", "restored")).as(err.toString()).isZero();

        PersistentVolumeClaim made = made("restored");
        assertThat(made.getSpec().getDataSource().getName()).isEqualTo("s2");
        assertThat(made.getSpec().getStorageClassName()).isEqualTo("fast");
        assertThat(made.getSpec().getAccessModes()).containsExactly("ReadWriteMany");
        assertThat(made.getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("12Gi"));
        assertThat(out.toString()).contains("bound when the first pod uses it", "next: put the claimName restored");
        assertThat(api.requests().stream().map(ApiRequest::action)).isSubsetOf(FromSnapshotPermissions.ALL);
    }

    @Test
    void aRerunGoesOnAndOthersClaimsAreLeftAlone() {
        assertThat(run("--pvc", "restored")).isZero();
        assertThat(run("--pvc", "restored", "--output", "json")).isZero();
        assertThat(out.toString()).contains("\"created\":false");
        assertThat(run("--pvc", "restored", "--snapshot", "s1")).isEqualTo(65);
        assertThat(err.toString()).contains("'restored' exists already and does not come from the snapshot s1");
    }

    @Test
    void choosesByNameAndByInstant() {
        assertThat(run("--pvc", "a", "--snapshot", "s1")).isZero();
        assertThat(made("a").getSpec().getDataSource().getName()).isEqualTo("s1");
        assertThat(run("--pvc", "b", "--as-of", "2026-11-21T11:59:59Z")).isZero();
        assertThat(made("b").getSpec().getDataSource().getName()).isEqualTo("s1");
        assertThat(run("--pvc", "c", "--as-of", "2026-11-01T00:00:00Z")).isEqualTo(1);
        assertThat(err.toString()).contains("no snapshot of the claim", "s2 (2026-11-21T12:00:00Z), s1");
    }

    @Test
    void refusesWhatCannotBeRestored() {
        assertThat(run("--pvc", "a", "--snapshot", "s3")).isEqualTo(65);
        assertThat(err.toString()).contains("'s3' is not ready to use; the controller says: pool is full");
        assertThat(run("--pvc", "a", "--snapshot", "none")).isEqualTo(1);
        assertThat(run("--pvc", PVC)).isEqualTo(2);
        assertThat(run("--pvc", "a", "--snapshot", "other/s1", "--size", "big", "--apply"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("3 configuration problems", "names a namespace", "'big' is no size", "needs --application")
                .doesNotContain("\tat ");
        assertThat(api.requests()).noneMatch(request -> request.action().verb().equals("create"));
    }

    @Test
    void whenTheClaimIsGoneTheSnapshotTells() {
        api.admin()
                .persistentVolumeClaims()
                .inNamespace(NAMESPACE)
                .withName(PVC)
                .delete();
        assertThat(run("--pvc", "a")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--storage-class", "--access-mode", "is gone and the snapshot does not tell");

        snapshot(
                "s4",
                "2026-11-22T13:00:00Z",
                true,
                Map.of(
                        SnapshotLabels.CLAIM_STORAGE_CLASS, "fast",
                        SnapshotLabels.CLAIM_ACCESS_MODES, "ReadWriteMany,ReadWriteOnce",
                        SnapshotLabels.CLAIM_SIZE, "20Gi"));
        assertThat(run("--pvc", "a")).as(err.toString()).isZero();
        assertThat(made("a").getSpec().getAccessModes()).containsExactly("ReadWriteMany", "ReadWriteOnce");
        assertThat(made("a").getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("20Gi"));
    }

    @Test
    void anImmediateClassIsWaitedForUpToTheDeadline() {
        assertThat(run("--pvc", "a", "--storage-class", "slow", "--bind-timeout", "600ms"))
                .isEqualTo(75);
        assertThat(err.toString()).contains("'a' is not bound after 600ms", "kubectl describe pvc a");
        api.admin()
                .persistentVolumeClaims()
                .inNamespace(NAMESPACE)
                .withName("a")
                .editStatus(found -> new PersistentVolumeClaimBuilder(found)
                        .withNewStatus()
                        .withPhase("Bound")
                        .endStatus()
                        .build());
        assertThat(run("--pvc", "a", "--storage-class", "slow", "--bind-timeout", "5s"))
                .isZero();
        assertThat(out.toString()).contains("it is bound");
    }

    @Test
    void thePatchIsPrintedAndAppliedOnlyWhenAsked() {
        application("app");
        assertThat(run("--pvc", "restored", "--application", "app", "--dry-run"))
                .as(err.toString())
                .isZero();
        assertThat(api.admin()
                        .persistentVolumeClaims()
                        .inNamespace(NAMESPACE)
                        .withName("restored")
                        .get())
                .isNull();
        assertThat(out.toString())
                .contains("kubectl patch sparkapplication app -n spark-pipeline --type=json -p '[{\"op\":\"test\"");

        assertThat(run("--pvc", "restored", "--application", "app", "--apply"))
                .as(err.toString())
                .isZero();
        String spec = Serialization.asJson(
                Objects.requireNonNull(applicationNow("app")).getAdditionalProperties());
        assertThat(spec)
                .contains("\"claimName\":\"restored\"", "\"claimName\":\"other\"")
                .contains(
                        "\"spark.kubernetes.executor.volumes.persistentVolumeClaim.cp.options.claimName\":\"restored\"")
                .doesNotContain(PVC);
        assertThat(run("--pvc", "restored2", "--application", "none")).isEqualTo(1);
        assertThat(err.toString()).contains("the SparkApplication 'none' does not exist");
    }

    @Test
    void listsWhatCouldBeRestored() {
        assertThat(run("--list")).isZero();
        assertThat(out.toString())
                .contains("2026-11-21T12:00:00Z  s2  12Gi  of " + PVC)
                .doesNotContain("s3");
    }

    private int run(String... args) {
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

    private PersistentVolumeClaim made(String name) {
        return Objects.requireNonNull(api.admin()
                .persistentVolumeClaims()
                .inNamespace(NAMESPACE)
                .withName(name)
                .get());
    }

    private void storageClass(String name, String binding) {
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

    private void claim(String name, String storageClass, String size) {
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

    private void snapshot(String name, String taken, boolean ready, Map<String, String> notes) {
        VolumeSnapshotBuilder snapshot = new VolumeSnapshotBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withAnnotations(notes)
                .endMetadata()
                .withNewSpec()
                .withNewSource()
                .withPersistentVolumeClaimName(PVC)
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

    private void application(String name) {
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

    private GenericKubernetesResource applicationNow(String name) {
        return api.admin()
                .genericKubernetesResources(SparkApplications.KIND)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get();
    }
}
