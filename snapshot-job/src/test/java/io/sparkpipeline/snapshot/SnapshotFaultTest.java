package io.sparkpipeline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fabric8.mockwebserver.http.MockResponse;
import io.sparkpipeline.common.kube.ApiRequest;
import io.sparkpipeline.common.kube.ApiServer;
import io.sparkpipeline.common.kube.KubeAction;
import io.sparkpipeline.common.kube.KubeEvents;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.snapshot.TestCluster.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of the API server, injected at HTTP level. */
class SnapshotFaultTest {

    private static final String NAME = "spark-checkpoint-pvc-202611221200";

    private final TestCluster cluster = new TestCluster();

    @BeforeEach
    void history() {
        Instant now = Clocks.system().instant();
        cluster.createOwnSnapshot("young", now.minus(Duration.ofDays(1)), true);
        cluster.createOwnSnapshot("old", now.minus(Duration.ofDays(9)), true);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "get, persistentvolumeclaims",
        "get, persistentvolumes",
        "get, volumesnapshotclasses",
        "get, volumesnapshots",
        "create, volumesnapshots",
        "list, volumesnapshots",
        "delete, volumesnapshots",
        "create, events"
    })
    void aFaultThatPassesIsRiddenOut(String verb, String resource) {
        cluster.api.fail(verb, resource, 1, 500);
        cluster.api.fail(
                verb, resource, 1, answer -> ApiServer.status(429, "slow down").setHeader("Retry-After", "1"));

        assertDone(run());
        assertThat(count(verb, resource)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void thePauseThatTheServerAsksForIsKept() {
        List<Long> asked = new CopyOnWriteArrayList<>();
        cluster.api.fail("get", "persistentvolumeclaims", 1, answer -> {
            asked.add(System.nanoTime());
            return ApiServer.status(429, "slow down").setHeader("Retry-After", "2");
        });
        cluster.api.answer("get", "persistentvolumeclaims", 1, answer -> {
            asked.add(System.nanoTime());
            return answer;
        });

        assertDone(run());
        assertThat(asked).hasSize(2);
        assertThat(Duration.ofNanos(asked.get(1) - asked.get(0))).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anApiThatIsSilentDoesNotOverrunTheDeadlineAndIsBlamedForIt() {
        cluster.controllerSays(TestCluster.notReady());
        cluster.createOwnSnapshot(NAME, Clocks.system().instant(), false);
        cluster.api.answer("get", "volumesnapshots", 1, answer -> answer);
        cluster.api.silence("get", "volumesnapshots", 100);
        long start = System.nanoTime();

        assertFails(
                75,
                run("--ready-timeout", "2s"),
                "is not ready after 2s; the API was away at last",
                "no answer within",
                "a rerun with --scheduled-time 2026-11-22T12:00:00Z");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @CsvSource({"create, volumesnapshots", "delete, volumesnapshots", "create, events"})
    void anAnswerThatIsLostDoesNotDoItTwice(String verb, String resource) {
        cluster.api.loseAnswer(verb, resource, 1, 503);

        assertDone(run());
        assertThat(cluster.eventReasons()).contains("SnapshotReady");
    }

    @Test
    void requestsThatTakeTooLongAreSentAgain() {
        cluster.api.delay("get", "persistentvolumeclaims", 1, Duration.ofSeconds(3));

        assertDone(run("--kube-timeout", "700ms"));
    }

    @Test
    void someoneElseCreatedItInBetween() {
        cluster.createOwnSnapshot(NAME, Clocks.system().instant(), true);
        cluster.api.fail("get", "volumesnapshots", 1, 404);

        assertDone(run());
        assertThat(count("create", "volumesnapshots")).isEqualTo(1);
    }

    @Test
    void aWatchThatIsTooOldOrEndsIsOpenedAgain() {
        cluster.controllerSays(TestCluster.notReady());
        cluster.api.expireWatches(2);
        readyWhen(() -> count("watch", "volumesnapshots") >= 3);

        assertDone(run("--poll-interval", "100ms"));
    }

    @Test
    void withoutAWatchItLooksNowAndThen() {
        cluster.controllerSays(TestCluster.notReady());
        cluster.api.fail("watch", "volumesnapshots", 100, 403);
        readyWhen(() -> count("get", "volumesnapshots") >= 4);

        assertDone(run("--poll-interval", "100ms"));
        assertThat(count("watch", "volumesnapshots")).isEqualTo(1);
    }

    @Test
    void aWatchThatIsNeverAnsweredDoesNotHoldTheWait() {
        cluster.controllerSays(TestCluster.notReady());
        cluster.api.silence("watch", "volumesnapshots", 100);
        readyWhen(() -> count("get", "volumesnapshots") >= 4);

        assertDone(run("--poll-interval", "100ms"));
        assertThat(count("watch", "volumesnapshots")).isPositive();
    }

    @Test
    void aWatchThatIsNeverAnsweredDoesNotOverrunTheDeadline() {
        cluster.controllerSays(TestCluster.notReady());
        cluster.api.silence("watch", "volumesnapshots", 100);

        Ended ended = assertTimeoutPreemptively(
                Duration.ofSeconds(9), // under the time-out of one request
                () -> cluster.run("--scheduled-time", "2026-11-22T12:00:00Z", "--ready-timeout", "1s"));
        assertFails(75, ended, "is not ready after 1s");
    }

    @Test
    void anApiThatIsAwayWhileWaitingDoesNotEndTheWait() {
        cluster.controllerSays(TestCluster.notReady());
        readyWhen(() -> {
            boolean waiting = count("watch", "volumesnapshots") >= 1;
            if (waiting) {
                cluster.api.fail("get", "volumesnapshots", 2, 503);
            }
            return waiting;
        });

        assertDone(run("--poll-interval", "100ms", "--kube-retries", "0"));
    }

    @Test
    void aSnapshotThatSomeoneDeletesEndsTheWait() {
        cluster.controllerSays(TestCluster.notReady());
        Thread deletes = new Thread(() -> {
            await().atMost(Duration.ofMinutes(1)).until(() -> count("watch", "volumesnapshots") >= 1);
            cluster.delete(NAME);
        });
        deletes.start();

        Ended ended = run("--poll-interval", "100ms");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains(NAME + " was deleted by someone else before it was ready", "nothing was pruned");
        assertThat(cluster.snapshots()).contains("old");
    }

    @Test
    void aServerThatStaysAwayIsTemporary() {
        cluster.api.fail("create", "volumesnapshots", 100, 500);

        assertFails(75, run("--kube-retries", "1"), "failed to create volumesnapshots.snapshot.storage.k8s.io (500)");
        assertThat(cluster.snapshots()).containsExactly("old", "young");
        assertThat(count("create", "volumesnapshots")).isEqualTo(2);
    }

    @Test
    void nobodyListens() {
        assertFails(
                75,
                cluster.runAt("http://localhost:1", "--kube-retries", "0"),
                "the Kubernetes API at http://localhost:1/ did not serve 'get persistentvolumeclaims': ConnectException");
    }

    @Test
    void anExpiredTokenIsExplained() {
        cluster.api.fail("get", "persistentvolumeclaims", 100, 401);

        assertFails(1, run(), "does not accept the token");
    }

    @Test
    void aRefusalIsGivenInTheServersWords() {
        cluster.api.fail(
                "create",
                "volumesnapshots",
                100,
                answer -> ApiServer.status(
                        403, "volumesnapshots is forbidden: exceeded quota: snapshots, used: 5, limited: 5"));
        assertFails(1, run(), "exceeded quota: snapshots, used: 5", "raise the quota");
        cluster.api.heal();
        cluster.api.fail(
                "create", "volumesnapshots", 100, answer -> ApiServer.status(422, "admission webhook denied it"));
        assertFails(1, run(), "admission webhook denied it");
    }

    @Test
    void missingCrdsAreNamed() {
        cluster.api.fail("*", "volumesnapshotclasses", 100, answer -> notFound());
        cluster.api.fail("*", "volumesnapshots", 100, answer -> notFound());

        assertFails(1, run(), "the snapshot CRDs are not installed", "kubectl get crd volumesnapshotclasses");
        assertFails(1, cluster.run("list"), "Kubernetes does not know volumesnapshots.snapshot.storage.k8s.io", "CRDs");
    }

    static List<KubeAction> needed() {
        List<KubeAction> needed = new ArrayList<>(SnapshotPermissions.ALL);
        needed.removeAll(List.of(
                SnapshotPermissions.GET_VOLUME,
                SnapshotPermissions.GET_STORAGE_CLASS,
                SnapshotPermissions.WATCH_SNAPSHOT,
                KubeEvents.CREATE));
        return needed;
    }

    @ParameterizedTest
    @MethodSource("needed")
    void whatIsForbiddenIsNamedWithItsVerb(KubeAction action) {
        List<KubeAction> role = new ArrayList<>(SnapshotPermissions.ALL);
        role.remove(action);
        cluster.api.allowOnly(role);

        assertFails(
                1,
                run(),
                "Kubernetes forbids to " + action,
                "add the verb '" + action.verb() + "' on '" + action.resource() + "'");
    }

    @Test
    void aPruneThatFailsSaysThatTheSnapshotIsReady() {
        cluster.api.fail("delete", "volumesnapshots", 100, 500);

        assertFails(75, run("--kube-retries", "0"), NAME + " is ready; only the pruning is unfinished");
        cluster.api.heal();
        assertDone(run());
    }

    @Test
    void aSnapshotThatChangedSinceItWasLookedAtIsLeft() {
        cluster.api.fail("delete", "volumesnapshots", 1, 409);

        Ended ended = run();
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(cluster.snapshots()).contains("old", NAME);
    }

    @Test
    void theVerbsOfTheRoleAreEnoughAndNoOthersAreUsed() {
        cluster.api.allowOnly(SnapshotPermissions.ALL);

        assertDone(run());
        assertThat(cluster.api.requests().stream().map(ApiRequest::action).distinct())
                .isSubsetOf(SnapshotPermissions.ALL)
                .contains(SnapshotPermissions.DELETE_SNAPSHOT, KubeEvents.CREATE);
    }

    @Test
    void withoutTheClusterWideVerbsOnVolumesOnlyTheDriverGoesUnchecked() {
        List<KubeAction> role = new ArrayList<>(SnapshotPermissions.ALL);
        role.remove(SnapshotPermissions.GET_VOLUME);
        cluster.api.allowOnly(role);
        assertDone(run());
        role.remove(SnapshotPermissions.GET_STORAGE_CLASS);
        role.remove(KubeEvents.CREATE);
        cluster.api.allowOnly(role);
        assertDone(run());
    }

    private Ended run(String... args) {
        List<String> all = new ArrayList<>(List.of("--scheduled-time", "2026-11-22T12:00:00Z", "--keep-at-least", "1"));
        if (!List.of(args).contains("--ready-timeout")) {
            all.addAll(List.of("--ready-timeout", "90s"));
        }
        all.addAll(List.of(args));
        return cluster.run(all.toArray(String[]::new));
    }

    private void readyWhen(Callable<Boolean> condition) {
        Thread heals = new Thread(() -> {
            await().atMost(Duration.ofMinutes(1)).until(condition);
            cluster.setStatus(NAME, TestCluster.ready());
        });
        heals.start();
    }

    private long count(String verb, String resource) {
        return cluster.api.requests().stream()
                .filter(request -> request.action().verb().equals(verb)
                        && request.action().resource().equals(resource))
                .count();
    }

    private void assertDone(Ended ended) {
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(cluster.snapshots()).containsExactly(NAME, "young");
    }

    private static void assertFails(int code, Ended ended, String... said) {
        assertThat(ended.code()).as(ended.err()).isEqualTo(code);
        assertThat(ended.err()).contains(said).contains("safe:", "next:").doesNotContain("\tat ");
    }

    private static MockResponse notFound() {
        return new MockResponse().setResponseCode(404).setBody("404 page not found");
    }
}
