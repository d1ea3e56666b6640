package io.sparkpipeline.restore.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.mockwebserver.http.MockResponse;
import io.sparkpipeline.common.kube.ApiServer;
import io.sparkpipeline.restore.RestoreMain;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a JVM of its own, killed with SIGKILL at each of its requests, and run again. */
class FromSnapshotKilledTest {

    private static final List<String> ARGS = List.of("--pvc", "restored", "--application", "app", "--apply");

    private final RestoreCluster cluster = new RestoreCluster();
    private final CompletableFuture<Process> job = new CompletableFuture<>();

    @BeforeEach
    void application() {
        cluster.application("app");
    }

    @AfterEach
    void stop() {
        if (job.isDone()) {
            job.join().destroyForcibly();
        }
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "list, volumesnapshots, before",
        "get, persistentvolumeclaims, before",
        "get, storageclasses, before",
        "get, sparkapplications, before",
        "create, persistentvolumeclaims, before",
        "create, persistentvolumeclaims, after",
        "create, events, before",
        "create, events, after",
        "patch, sparkapplications, before",
        "patch, sparkapplications, after",
    })
    void runAgainItFinishesWithOneClaimAndOnePatch(String verb, String resource, String when) throws Exception {
        UnaryOperator<MockResponse> kill = answer -> {
            job.join().destroyForcibly();
            return ApiServer.status(500, "too late to be read");
        };
        if (when.equals("before")) {
            cluster.api.fail(verb, resource, 1, kill);
        } else {
            cluster.api.answer(verb, resource, 1, kill);
        }

        assertThat(runInItsOwnJvm()).as("killed").isEqualTo(137);
        assertThat(cluster.run(ARGS.toArray(String[]::new))).as(cluster.err()).isZero();

        assertThat(cluster.claims()).containsExactly("restored", RestoreCluster.PVC);
        assertThat(cluster.made("restored").getSpec().getDataSource().getName()).isEqualTo("s2");
        assertThat(cluster.spec("app")).contains("\"claimName\":\"restored\"").doesNotContain(RestoreCluster.PVC);
        assertThat(cluster.eventReasons()).containsExactly("ClaimReplaced", "RestoredFromSnapshot");
    }

    private int runInItsOwnJvm() throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RestoreMain.class.getName(),
                "from-snapshot",
                "--namespace",
                RestoreCluster.NAMESPACE,
                "--kube-api",
                cluster.api.url());
        command.command().addAll(ARGS);
        job.complete(command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        assertThat(job.join().waitFor(60, TimeUnit.SECONDS)).isTrue();
        return job.join().exitValue();
    }
}
