package io.sparkpipeline.restore.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sparkpipeline.common.kube.ApiRequest;
import io.sparkpipeline.common.kube.KubeAction;
import io.sparkpipeline.common.kube.SnapshotLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestoreFromSnapshotTest {

    private final RestoreCluster cluster = new RestoreCluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void theLatestReadyOneBecomesAClaimLikeTheOldOne() {
        cluster.api.allowOnly(FromSnapshotPermissions.ALL);
        assertThat(cluster.run("--pvc", "restored")).as(cluster.err()).isZero();

        PersistentVolumeClaim made = cluster.made("restored");
        assertThat(made.getSpec().getDataSource().getName()).isEqualTo("s2");
        assertThat(made.getSpec().getStorageClassName()).isEqualTo("fast");
        assertThat(made.getSpec().getAccessModes()).containsExactly("ReadWriteMany");
        assertThat(made.getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("12Gi"));
        assertThat(cluster.out()).contains("bound when the first pod uses it", "next: put the claimName restored");
        assertThat(cluster.api.requests().stream().map(ApiRequest::action)).isSubsetOf(FromSnapshotPermissions.ALL);
    }

    @Test
    void aRerunGoesOnAndOthersClaimsAreLeftAlone() {
        assertThat(cluster.run("--pvc", "restored")).isZero();
        assertThat(cluster.run("--pvc", "restored", "--output", "json")).isZero();
        assertThat(cluster.out()).contains("\"created\":false", "\"claimCreatedAt\"");
        assertThat(cluster.run("--pvc", "restored")).isZero();
        assertThat(cluster.out()).contains("restored of 12Gi was there, made 0m", "it may have been written to since");
        assertThat(cluster.run("--pvc", "restored", "--dry-run")).isZero();
        assertThat(cluster.out()).contains("exists already and would be gone on with");
        assertThat(cluster.run("--pvc", "restored", "--snapshot", "s1")).isEqualTo(65);
        assertThat(cluster.err()).contains("'restored' exists already and does not come from the snapshot s1");
    }

    @Test
    void choosesByNameAndByInstant() {
        assertThat(cluster.run("--pvc", "a", "--snapshot", "s1")).isZero();
        assertThat(cluster.made("a").getSpec().getDataSource().getName()).isEqualTo("s1");
        assertThat(cluster.run("--pvc", "b", "--as-of", "2026-11-21T11:59:59Z")).isZero();
        assertThat(cluster.made("b").getSpec().getDataSource().getName()).isEqualTo("s1");
        assertThat(cluster.run("--pvc", "c", "--as-of", "2026-11-01T00:00:00Z")).isEqualTo(1);
        assertThat(cluster.err()).contains("no snapshot of the claim", "s2 (2026-11-21T12:00:00Z), s1");
    }

    @Test
    void refusesWhatCannotBeRestored() {
        assertThat(cluster.run("--pvc", "a", "--snapshot", "s3")).isEqualTo(65);
        assertThat(cluster.err()).contains("'s3' is not ready to use; the controller says: pool is full");
        assertThat(cluster.run("--pvc", "a", "--snapshot", "none")).isEqualTo(1);
        assertThat(cluster.run("--pvc", RestoreCluster.PVC)).isEqualTo(2);
        assertThat(cluster.run("--pvc", "a", "--snapshot", "other/s1", "--size", "big", "--apply"))
                .isEqualTo(2);
        assertThat(cluster.err())
                .contains("3 configuration problems", "names a namespace", "'big' is no size", "needs --application")
                .doesNotContain("\tat ");
        assertThat(cluster.api.requests())
                .noneMatch(request -> request.action().verb().equals("create"));
    }

    @Test
    void whenTheClaimIsGoneTheSnapshotTells() {
        cluster.api
                .admin()
                .persistentVolumeClaims()
                .inNamespace(RestoreCluster.NAMESPACE)
                .withName(RestoreCluster.PVC)
                .delete();
        assertThat(cluster.run("--pvc", "a")).isEqualTo(2);
        assertThat(cluster.err())
                .contains("--storage-class", "--access-mode", "is gone and the snapshot does not tell");

        cluster.snapshot(
                "s4",
                "2026-11-22T13:00:00Z",
                true,
                Map.of(
                        SnapshotLabels.CLAIM_STORAGE_CLASS, "fast",
                        SnapshotLabels.CLAIM_ACCESS_MODES, "ReadWriteMany,ReadWriteOnce",
                        SnapshotLabels.CLAIM_SIZE, "20Gi"));
        assertThat(cluster.run("--pvc", "a")).as(cluster.err()).isZero();
        assertThat(cluster.made("a").getSpec().getAccessModes()).containsExactly("ReadWriteMany", "ReadWriteOnce");
        assertThat(cluster.made("a").getSpec().getResources().getRequests())
                .containsEntry("storage", new Quantity("20Gi"));
    }

    @Test
    void anImmediateClassIsWaitedForUpToTheDeadline() {
        assertThat(cluster.run("--pvc", "a", "--storage-class", "slow", "--bind-timeout", "600ms"))
                .isEqualTo(75);
        assertThat(cluster.err()).contains("'a' is not bound after 600ms", "kubectl describe pvc a");
        cluster.bound("a");
        assertThat(cluster.run("--pvc", "a", "--storage-class", "slow", "--bind-timeout", "5s"))
                .isZero();
        assertThat(cluster.out()).contains("it is bound");
    }

    @Test
    void thePatchIsPrintedAndAppliedOnlyWhenAsked() {
        cluster.application("app");
        assertThat(cluster.run("--pvc", "restored", "--application", "app", "--dry-run"))
                .as(cluster.err())
                .isZero();
        assertThat(cluster.claims()).containsExactly(RestoreCluster.PVC);
        assertThat(cluster.out())
                .contains("kubectl patch sparkapplication app -n spark-pipeline --type=json -p '[{\"op\":\"test\"");

        assertThat(cluster.run("--pvc", "restored", "--application", "app", "--apply"))
                .as(cluster.err())
                .isZero();
        assertThat(cluster.spec("app"))
                .contains("\"claimName\":\"restored\"", "\"claimName\":\"other\"")
                .contains(
                        "\"spark.kubernetes.executor.volumes.persistentVolumeClaim.cp.options.claimName\":\"restored\"")
                .doesNotContain(RestoreCluster.PVC);
        assertThat(cluster.run("--pvc", "restored2", "--application", "none")).isEqualTo(1);
        assertThat(cluster.err()).contains("the SparkApplication 'none' does not exist");
    }

    @Test
    void listsWhatCouldBeRestored() {
        assertThat(cluster.run("--list")).isZero();
        assertThat(cluster.out())
                .contains("2026-11-21T12:00:00Z  s2  12Gi  of " + RestoreCluster.PVC)
                .doesNotContain("s3");
    }

    @Test
    void withLatestARerunStaysWithWhatItBegan() {
        assertThat(cluster.run("--pvc", "restored")).isZero();
        cluster.snapshot("s4", "2026-11-23T12:00:00Z", true, Map.of());

        assertThat(cluster.run("--pvc", "restored", "--output", "json"))
                .as(cluster.err())
                .isZero();
        assertThat(cluster.out()).contains("\"snapshot\":\"s2\"", "\"created\":false");
        assertThat(cluster.run("--pvc", "another", "--output", "json")).isZero();
        assertThat(cluster.out()).contains("\"snapshot\":\"s4\"");
    }

    @Test
    void aClaimThatIsBeingDeletedIsNotGoneOnWith() {
        cluster.terminatingClaim("restored", "s2");

        assertThat(cluster.run("--pvc", "restored")).isEqualTo(75);
        assertThat(cluster.err()).contains("the claim 'restored' is being deleted", "safe:", "next:");
    }

    @Test
    void aClaimOfAnotherFormIsRefusedWithBothValues() {
        assertThat(cluster.run("--pvc", "restored")).isZero();

        assertRefused("size 12Gi, not 20Gi", "--size", "20Gi");
        assertRefused("storage class fast, not slow", "--storage-class", "slow");
        assertRefused("access modes [ReadWriteMany], not [ReadWriteOnce]", "--access-mode", "ReadWriteOnce");
        cluster.claim("plain", "fast", "12Gi");
        assertThat(cluster.run("--pvc", "plain")).isEqualTo(65);
        assertThat(cluster.err()).contains("does not come from the snapshot s2, but from no snapshot");
    }

    private void assertRefused(String difference, String... args) {
        List<String> all = new ArrayList<>(List.of("--pvc", "restored"));
        all.addAll(List.of(args));
        assertThat(cluster.run(all.toArray(String[]::new))).as(cluster.err()).isEqualTo(65);
        assertThat(cluster.err()).contains("is another than asked for: " + difference, "safe:", "next:");
    }

    @Test
    void aSnapshotOfAnotherClaimIsRefused() {
        cluster.snapshotOf("other", "foreign", "2026-11-22T12:00:00Z", true, Map.of());

        assertThat(cluster.run("--pvc", "a", "--snapshot", "foreign")).isEqualTo(65);
        assertThat(cluster.err()).contains("'foreign' is of the claim 'other', not of '" + RestoreCluster.PVC + "'");
        assertThat(cluster.run("--pvc", "a", "--snapshot", "s1", "--as-of", "2026-11-21T12:00:00Z"))
                .isEqualTo(2);
        assertThat(cluster.err()).contains("--as-of (AS_OF): chooses the latest");
        assertThat(cluster.claims()).containsExactly(RestoreCluster.PVC);
    }

    @Test
    void theStorageClassIsLookedAtBeforeTheClaimIsMade() {
        assertThat(cluster.run("--pvc", "a", "--storage-class", "")).isEqualTo(2);
        assertThat(cluster.run("--pvc", "a", "--storage-class", "A B/..")).isEqualTo(2);
        assertThat(cluster.err()).contains("--storage-class").doesNotContain("\tat ");
        assertThat(cluster.run("--pvc", "a", "--storage-class", "none")).isEqualTo(1);
        assertThat(cluster.err()).contains("the StorageClass 'none' does not exist", "nothing was changed");
        assertThat(cluster.claims()).containsExactly(RestoreCluster.PVC);
    }

    @Test
    void aClassThatMayNotBeReadIsNoObstacle() {
        List<KubeAction> role = new ArrayList<>(FromSnapshotPermissions.ALL);
        role.remove(FromSnapshotPermissions.GET_STORAGE_CLASS);
        cluster.api.allowOnly(role);

        assertThat(cluster.run("--pvc", "a", "--bind-timeout", "300ms")).isEqualTo(75);
        assertThat(cluster.err()).contains("allow this account to get storageclasses");
        cluster.bound("a");
        assertThat(cluster.run("--pvc", "a")).as(cluster.err()).isZero();
    }

    @Test
    void appliedAgainThereIsNothingToPatchAndNothingIsSent() {
        cluster.application("app");
        String[] args = {"--pvc", "restored", "--application", "app", "--apply", "--output", "json"};
        assertThat(cluster.run(args)).as(cluster.err()).isZero();
        assertThat(cluster.out()).contains("\"applied\":true", "\"patch\":");
        String spec = cluster.spec("app");

        assertThat(cluster.run(args)).as(cluster.err()).isZero();
        assertThat(cluster.out()).contains("\"applied\":true").doesNotContain("\"patch\":");
        assertThat(cluster.count("patch", "sparkapplications")).isEqualTo(1);
        assertThat(cluster.spec("app")).isEqualTo(spec);
        assertThat(cluster.run("--pvc", "restored", "--application", "app", "--apply"))
                .isZero();
        assertThat(cluster.out()).contains("uses it already: there is nothing to patch");
        assertThat(cluster.run("--pvc", "restored2", "--application", "app", "--apply"))
                .isZero();
        assertThat(cluster.out()).contains("names neither the claim");
        assertThat(cluster.count("patch", "sparkapplications")).isEqualTo(1);
    }

    @Test
    void theVerbsOfTheRoleAreEnoughAndEventsTellTheStory() {
        cluster.application("app");
        cluster.api.allowOnly(FromSnapshotPermissions.ALL);

        assertThat(cluster.run("--pvc", "restored", "--application", "app", "--apply"))
                .as(cluster.err())
                .isZero();
        assertThat(cluster.api.requests().stream().map(ApiRequest::action).distinct())
                .containsExactlyInAnyOrderElementsOf(FromSnapshotPermissions.ALL);
        assertThat(cluster.eventReasons()).containsExactly("ClaimReplaced", "RestoredFromSnapshot");
    }
}
