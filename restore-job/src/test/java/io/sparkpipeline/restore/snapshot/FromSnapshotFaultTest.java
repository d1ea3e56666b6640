package io.sparkpipeline.restore.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.kube.ApiServer;
import io.sparkpipeline.common.kube.KubeAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of the API server, injected at HTTP level. */
class FromSnapshotFaultTest {

    private final RestoreCluster cluster = new RestoreCluster();

    @BeforeEach
    void application() {
        cluster.application("app");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "list, volumesnapshots",
        "get, persistentvolumeclaims",
        "get, storageclasses",
        "get, sparkapplications",
        "create, persistentvolumeclaims",
        "patch, sparkapplications",
        "create, events"
    })
    void aFaultThatPassesIsRiddenOut(String verb, String resource) {
        cluster.api.fail(verb, resource, 1, 500);
        cluster.api.fail(
                verb, resource, 1, answer -> ApiServer.status(429, "slow down").setHeader("Retry-After", "1"));
        cluster.api.silence(verb, resource, 1);

        assertDone("--kube-timeout", "2s");
        assertThat(cluster.count(verb, resource)).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"create, persistentvolumeclaims", "create, events"})
    void anAnswerThatIsLostDoesNotDoItTwice(String verb, String resource) {
        cluster.api.loseAnswer(verb, resource, 1, 503);

        assertDone();
    }

    @Test
    void aPatchWhoseAnswerIsLostIsRefusedTheSecondTimeAndWasApplied() {
        cluster.api.loseAnswer("patch", "sparkapplications", 1, 503);
        cluster.api.fail("patch", "sparkapplications", 1, 422);

        assertDone();
        assertThat(cluster.count("patch", "sparkapplications")).isEqualTo(2);
    }

    @Test
    void aClaimThatSomeoneElseMadeInBetweenIsGoneOnWith() {
        assertThat(run()).isZero();
        cluster.api.fail("get", "persistentvolumeclaims", 1, 404);

        assertThat(run("--output", "json")).as(cluster.err()).isZero();
        assertThat(cluster.count("create", "persistentvolumeclaims")).isEqualTo(2);
        assertThat(cluster.out()).contains("\"created\":false");
    }

    @Test
    void aClaimOfAnotherFormThatSomeoneElseMadeInBetweenIsRefused() {
        cluster.claim("restored", "fast", "12Gi");
        cluster.api.fail("get", "persistentvolumeclaims", 1, 404);

        assertFails(65, "does not come from the snapshot s2");
        assertThat(cluster.spec("app")).contains(RestoreCluster.PVC);
    }

    @Test
    void aServerThatStaysAwayIsTemporary() {
        cluster.api.fail("create", "persistentvolumeclaims", 100, 500);

        assertFails(75, "failed to create persistentvolumeclaims (500)", "--kube-retries", "1");
        assertThat(cluster.count("create", "persistentvolumeclaims")).isEqualTo(2);
        assertThat(cluster.spec("app")).contains(RestoreCluster.PVC);
    }

    @Test
    void anApiThatIsSilentDoesNotOverrunTheDeadlineAndIsBlamedForIt() {
        // The claim and the old one are looked at once each before the wait.
        cluster.api.answer("get", "persistentvolumeclaims", 2, answer -> answer);
        cluster.api.silence("get", "persistentvolumeclaims", 100);
        long start = System.nanoTime();

        assertFails(75, "; the API was away at last: ", "--storage-class", "slow", "--bind-timeout", "1s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        assertThat(cluster.spec("app")).as("nothing points at it yet").contains(RestoreCluster.PVC);
    }

    @Test
    void anApplicationThatChangedInBetweenIsNotPatched() {
        cluster.api.fail("patch", "sparkapplications", 1, 422);

        assertFails(1, "Kubernetes refuses to patch sparkapplications");
        assertDone();
    }

    @ParameterizedTest
    @MethodSource("needed")
    void whatIsForbiddenIsNamedWithItsVerb(KubeAction action) {
        List<KubeAction> role = new ArrayList<>(FromSnapshotPermissions.ALL);
        role.remove(action);
        cluster.api.allowOnly(role);

        assertFails(1, "Kubernetes forbids to " + action);
    }

    static Stream<KubeAction> needed() {
        return Stream.of(
                FromSnapshotPermissions.LIST_SNAPSHOTS,
                FromSnapshotPermissions.GET_CLAIM,
                FromSnapshotPermissions.CREATE_CLAIM,
                FromSnapshotPermissions.GET_APPLICATION,
                FromSnapshotPermissions.PATCH_APPLICATION);
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of("--pvc", "restored", "--application", "app", "--apply"));
        all.addAll(List.of(args));
        return cluster.run(all.toArray(String[]::new));
    }

    private void assertDone(String... args) {
        assertThat(run(args)).as(cluster.err()).isZero();
        assertThat(cluster.claims()).containsExactly("restored", RestoreCluster.PVC);
        assertThat(cluster.spec("app")).contains("\"claimName\":\"restored\"").doesNotContain(RestoreCluster.PVC);
        assertThat(cluster.eventReasons()).containsExactly("ClaimReplaced", "RestoredFromSnapshot");
    }

    private void assertFails(int code, String said, String... args) {
        assertThat(run(args)).as(cluster.err()).isEqualTo(code);
        assertThat(cluster.err()).contains(said, "safe:", "next:").doesNotContain("\tat ");
    }
}
