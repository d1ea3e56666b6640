package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.cli.ForkedJvm;
import io.sparkpipeline.common.kube.ApiRequest;
import io.sparkpipeline.common.kube.ApiServer;
import io.sparkpipeline.common.kube.SparkApplications;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.restore.application.SuspendPermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code --suspend-application} against an API server, with a stand-in for the Spark operator. */
class SuspendApplicationTest extends RestoreTestBase {

    private static final String NAMESPACE = "spark-pipeline";
    private static final String NAME = "streaming-app";
    private final ApiServer api = ApiServer.start();
    private @Nullable Thread operator;

    @BeforeEach
    void cluster() throws IOException {
        environment.put("SUSPEND_APPLICATION", NAME);
        environment.put("KUBE_API", api.url());
        environment.put("NAMESPACE", NAMESPACE);
        api.admin()
                .genericKubernetesResources(SparkApplications.KIND)
                .inNamespace(NAMESPACE)
                .resource(Serialization.unmarshal("""
                        {"apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication",
                         "metadata": {"name": "streaming-app", "namespace": "spark-pipeline"},
                         "spec": {"type": "Java"}, "status": {"applicationState": {"state": "RUNNING"}}}
                        """, GenericKubernetesResource.class))
                .create();
        backup(ID).checkpoint(scratch).write();
        // The driver wrote just now: without the suspension a restore would refuse the target.
        Files.writeString(target.resolve("checkpoint-10000"), "the newest of the driver");
    }

    @AfterEach
    void endOperatorAndCluster() throws InterruptedException {
        Thread running = operator;
        if (running != null) {
            running.interrupt();
            running.join(TimeUnit.SECONDS.toMillis(10));
        }
        api.close();
    }

    @Test
    void isSuspendedBeforeAndResumedAfter() {
        startOperator();
        api.allowOnly(SuspendPermissions.ALL);

        CommandRun run = run();

        api.heal();
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.report().get("suspendedApplication").asText()).isEqualTo(NAME);
        assertThat(run.report().get("resumed").asBoolean()).isTrue();
        assertThat(suspended()).isFalse();
        assertThat(annotations()).isEmpty();
        assertThat(target.resolve("checkpoint-10000")).doesNotExist();
        assertThat(patches()).hasSize(2);
    }

    /** Whoever finds the process killed in between reads in the log what is left to do. */
    @Test
    void theRestoreIsLoggedBeforeTheApplicationIsResumed() throws Exception {
        startOperator();
        try (ForkedJvm job = fork()) {
            assertThat(job.exit()).as(job.output()).isZero();
            assertThat(job.output())
                    .containsSubsequence(
                            "suspended " + NAME, "restored backup " + ID + " to " + target, "resumed " + NAME);
        }
    }

    @Test
    void isResumedWhenTheRestoreFails() throws IOException {
        startOperator();
        // A file where the staging folder belongs: the volume can't be used.
        Files.writeString(volume.resolve(".restore-app"), "in the way");

        CommandRun run = run();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(suspended()).isFalse();
        assertThat(annotations()).isEmpty();
        assertThat(target.resolve("checkpoint-10000")).exists();
    }

    @Test
    void whatSomebodyElseSuspendedStaysSo() {
        edit("{\"spec\":{\"suspend\":true},\"status\":{\"applicationState\":{\"state\":\"SUSPENDED\"}}}");

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.report().get("resumed").asBoolean()).isFalse();
        assertThat(suspended()).isTrue();
        assertThat(patches()).isEmpty();
    }

    @Test
    void withoutAnOperatorItGivesUpAndTheTargetStays() {
        CommandRun run = run("--suspend-timeout", "700ms");

        assertThat(run.exit()).isEqualTo(75);
        assertThat(run.err()).contains("still runs", "its state is 'RUNNING'", "and the application is resumed");
        assertThat(suspended()).isFalse();
        assertThat(target.resolve("checkpoint-10000")).exists();
    }

    @Test
    void oneThatIsNotThereIsNamed() {
        CommandRun run = run("--suspend-application", "other");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("there is no SparkApplication 'other' in the namespace " + NAMESPACE);
        assertThat(target.resolve("checkpoint-10000")).exists();
    }

    @Test
    void aDriverThatWritesAlthoughSuspendedIsNoticed() throws IOException {
        edit("{\"spec\":{\"suspend\":true},\"status\":{\"applicationState\":{\"state\":\"SUSPENDED\"}}}");
        Path written = target.resolve("checkpoint-10000");
        // Every look finds a newer one.
        Thread driver = new Thread(() -> {
            for (int second = 0; !Thread.currentThread().isInterrupted(); second++) {
                try {
                    Files.setLastModifiedTime(
                            written,
                            java.nio.file.attribute.FileTime.from(
                                    Clocks.system().instant().plus(Duration.ofSeconds(second))));
                } catch (IOException e) {
                    return;
                }
            }
        });
        driver.start();
        try {
            CommandRun run = run();
            assertThat(run.exit()).isEqualTo(65);
            assertThat(run.err()).contains("so the application seems to run");
        } finally {
            driver.interrupt();
        }
    }

    @Test
    void aKilledRestoreLeavesItSuspendedAndTheNextRunResumesIt() throws Exception {
        try (ForkedJvm job = fork()) {
            // No operator yet: the job waits for the driver to end, and is killed there.
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(this::suspended);
            assertThat(job.killAfter(0)).isTrue();
        }
        assertThat(suspended()).isTrue();
        startOperator();

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.report().get("resumed").asBoolean()).isTrue();
        assertThat(suspended()).isFalse();
    }

    @Test
    void toldToEndWhileItWaitsForTheDriverItResumesTheApplication() throws Exception {
        try (ForkedJvm job = fork()) {
            // No operator: the driver never ends.
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(this::suspended);
            assertThatItResumesWhenToldToEnd(job);
        }
    }

    @Test
    void toldToEndInTheDownloadItResumesTheApplicationAndTheNextRunGoesOn() throws Exception {
        startOperator();
        try (HangingDownloads downloads = HangingDownloads.before(server.endpoint())) {
            environment.put("ENDPOINT", downloads.endpoint().toString());
            try (ForkedJvm job = fork()) {
                downloads.awaitTheFirst();
                assertThatItResumesWhenToldToEnd(job);
            }
        }
        environment.put("ENDPOINT", server.endpoint().toString());

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(suspended()).isFalse();
    }

    private void assertThatItResumesWhenToldToEnd(ForkedJvm job) throws InterruptedException {
        assertThat(suspended()).isTrue();
        job.terminate();
        assertThat(job.exit()).as(job.output()).isEqualTo(143);
        assertThat(job.output()).contains("told to end before the restore was over", "resumed " + NAME);
        assertThat(suspended()).isFalse();
        assertThat(annotations()).isEmpty();
        assertThat(target.resolve("checkpoint-10000")).exists();
    }

    private ForkedJvm fork() throws IOException {
        return ForkedJvm.start(
                "io.sparkpipeline.restore.RestoreMain", List.of(), environment, scratch.resolve("output"), "run");
    }

    /** The request is done, and whoever sent it hears of a failure only. */
    @Test
    void aSuspensionThatWasDoneThoughItFailedIsTakenBack() {
        api.loseAnswer("patch", "sparkapplications", 1, 500);

        CommandRun run = run("--kube-retries=0");

        assertThat(run.exit()).as(run.err()).isNotZero();
        assertThat(suspended()).isFalse();
        assertThat(annotations()).isEmpty();
        assertThat(target.resolve("checkpoint-10000")).exists();
    }

    @Test
    void aResumeThatFailsSaysHow() {
        edit("{\"metadata\":{\"annotations\":{\"sparkpipeline.io/suspended-by-restore\":\"true\"}},"
                + "\"spec\":{\"suspend\":true},\"status\":{\"applicationState\":{\"state\":\"SUSPENDED\"}}}");
        api.fail("patch", "sparkapplications", 100, 422);

        CommandRun run = run();

        api.heal();
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("could not be resumed", "kubectl -n spark-pipeline patch sparkapplication");
        assertThat(target.resolve("checkpoint-10000")).doesNotExist();
    }

    /** Does what the operator does: deletes the driver of a suspended application, then says SUSPENDED. */
    private void startOperator() {
        Thread thread = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                boolean now = suspended();
                if (now != "SUSPENDED".equals(now().get("status", "applicationState", "state"))) {
                    edit("{\"status\":{\"applicationState\":{\"state\":\"" + (now ? "SUSPENDED" : "RUNNING") + "\"}}}");
                }
            }
        });
        operator = thread;
        thread.start();
    }

    private GenericKubernetesResource now() {
        return application().get();
    }

    private boolean suspended() {
        return Boolean.TRUE.equals(now().get("spec", "suspend"));
    }

    /** The stand-in keeps a null where a merge patch removes a field (RFC 7396). */
    private Map<String, String> annotations() {
        Map<String, String> annotations = now().getMetadata().getAnnotations();
        Map<String, String> set = annotations == null ? new HashMap<>() : new HashMap<>(annotations);
        set.values().removeIf(Objects::isNull);
        return set;
    }

    private void edit(String merge) {
        application().patch(PatchContext.of(PatchType.JSON_MERGE), merge);
    }

    private List<ApiRequest> patches() {
        return api.requests().stream()
                .filter(request -> request.action().verb().equals("patch"))
                .toList();
    }

    private Resource<GenericKubernetesResource> application() {
        return api.admin()
                .genericKubernetesResources(SparkApplications.KIND)
                .inNamespace(NAMESPACE)
                .withName(NAME);
    }
}
