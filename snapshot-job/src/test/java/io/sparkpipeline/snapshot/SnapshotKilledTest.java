package io.sparkpipeline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.mockwebserver.http.MockResponse;
import io.sparkpipeline.common.kube.ApiServer;
import io.sparkpipeline.common.time.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The job in a JVM of its own, killed with SIGKILL at each of its requests, and run again. */
class SnapshotKilledTest {

    private static final String NOON = "2026-11-22T12:00:00Z";
    private static final String NAME = "spark-checkpoint-pvc-202611221200";

    private final TestCluster cluster = new TestCluster();
    private final CompletableFuture<Process> job = new CompletableFuture<>();
    private final ConcurrentLinkedQueue<String> tooEarly = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void history() {
        Instant now = Clocks.system().instant();
        cluster.createOwnSnapshot("young", now.minus(Duration.ofDays(1)), true);
        cluster.createOwnSnapshot("old", now.minus(Duration.ofDays(9)), true);
        cluster.createOwnSnapshot("older", now.minus(Duration.ofDays(10)), true);
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
        "get, persistentvolumeclaims, before",
        "get, volumesnapshotclasses, before",
        "get, volumesnapshots, before",
        "create, volumesnapshots, before",
        "create, volumesnapshots, after",
        "watch, volumesnapshots, before",
        "create, events, before",
        "create, events, after",
        "list, volumesnapshots, before",
        "delete, volumesnapshots, before",
        "delete, volumesnapshots, after",
    })
    void runAgainItFinishesWithOneSnapshotAndNothingPrunedEarly(String verb, String resource, String when)
            throws Exception {
        boolean waits = verb.equals("watch");
        cluster.controllerSays(waits ? TestCluster.notReady() : TestCluster.ready());
        UnaryOperator<MockResponse> kill = answer -> {
            job.join().destroyForcibly();
            return ApiServer.status(500, "too late to be read");
        };
        if (when.equals("before")) {
            cluster.api.fail(verb, resource, 1, kill);
        } else {
            cluster.api.answer(verb, resource, 1, kill);
        }
        cluster.api.answer("delete", "volumesnapshots", 100, answer -> {
            if (!cluster.isReady(NAME)) {
                tooEarly.add("deleted before " + NAME + " was ready");
            }
            return answer;
        });

        assertThat(runInItsOwnJvm()).as("killed").isEqualTo(137);
        if (waits) {
            cluster.setStatus(NAME, TestCluster.ready());
        }
        TestCluster.Ended again = cluster.run("--scheduled-time", NOON);

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(cluster.snapshots()).containsExactly(NAME, "young");
        assertThat(tooEarly).isEmpty();
    }

    private int runInItsOwnJvm() throws IOException, InterruptedException {
        job.complete(new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SnapshotMain.class.getName(),
                        "--scheduled-time",
                        NOON,
                        "--namespace",
                        TestCluster.NAMESPACE,
                        "--kube-api",
                        cluster.api.url()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        assertThat(job.join().waitFor(60, TimeUnit.SECONDS)).isTrue();
        return job.join().exitValue();
    }
}
