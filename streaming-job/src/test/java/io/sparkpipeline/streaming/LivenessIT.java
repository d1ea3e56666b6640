package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.testing.EventLoad;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import io.sparkpipeline.streaming.testing.VerifyCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a running driver, and what its probes say of it. */
final class LivenessIT {

    @TempDir
    private static Path shared;

    @Test
    void probes_see_a_stalled_stream_and_nothing_is_lost(@TempDir Path folder) throws Exception {
        try (TestBroker broker = TestBroker.start(shared.resolve("broker"));
                TestDriver driver = new TestDriver(folder, broker.bootstrap())
                        .with("--pipeline", StallingAggregates.class.getName())
                        .with("--liveness-grace", "3s")
                        .with("--savepoint-interval", "0s")) {
            driver.start();
            topicThatComesLater(broker, driver);
            metricsAreThoseOfTheDocument(driver);
            frozenDriver(broker, driver);
            deadBroker(broker, driver);
            stuckBatch(broker, driver, folder.resolve("stuck"));
            assertExact(broker, driver);
            secondSignal(broker, driver, folder.resolve("stuck again"));
            assertExact(broker, driver);
            gracefulStop(driver, folder);
        }
    }

    private static void topicThatComesLater(TestBroker broker, TestDriver driver) {
        await().atMost(Duration.ofMinutes(2)).until(() -> driver.output().contains("events does not exist"));
        broker.create("events", 2);
        driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 2);
        assertThat(driver.probe("/ops/ready")).isEqualTo(200);
    }

    /** What alerts and dashboards are held against is what a driver exports. */
    private static void metricsAreThoseOfTheDocument(TestDriver driver) throws Exception {
        String document = Files.readString(Path.of("..", "docs", "metrics.md"));
        int from = document.indexOf("<!-- begin: driver metrics -->");
        int until = document.indexOf("<!-- end: driver metrics -->");
        assertThat(names("(?m)^\\| `(\\w+)`", document.substring(from, until)))
                .isEqualTo(names("(?m)^(\\w+)[{ ]", driver.get("/ops/metrics").body()));
        assertThat(names("(?m)^\\| `(metrics_executor_\\w+)`", document))
                .isNotEmpty()
                .isSubsetOf(names(
                        "(?m)^(\\w+)\\{",
                        driver.get("/metrics/executors/prometheus").body()));
    }

    private static Set<String> names(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static void frozenDriver(TestBroker broker, TestDriver driver) {
        try (EventLoad load = EventLoad.start(broker.bootstrap(), "events", 200, 10, 1)) {
            driver.awaitStatus(s -> s.path("recordsTotal").asLong() > 0);
            driver.jvm().signal("STOP");
            // Three intervals, the grace, and a margin: there is nothing to be seen of a frozen process but time.
            Pauses.pace(Duration.ofSeconds(8));
            long sent = load.sent();
            driver.jvm().signal("CONT");
            assertThat(driver.get("/ops/live").statusCode()).isEqualTo(503);
            driver.awaitStatus(s -> s.path("recordsTotal").asLong() >= sent);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        assertThat(driver.probe("/ops/live")).isEqualTo(200);
    }

    private static void deadBroker(TestBroker broker, TestDriver driver) {
        broker.kill();
        await().atMost(Duration.ofMinutes(1)).until(() -> driver.probe("/ops/live") == 503);
        assertThat(driver.probe("/ops/ready")).isEqualTo(503);
        broker.start();
        await().atMost(Duration.ofMinutes(2)).until(() -> driver.probe("/ops/live") == 200);
        driver.awaitCounted();
    }

    /** A batch hangs in the pipeline's own code. */
    private static void stuckBatch(TestBroker broker, TestDriver driver, Path stuck) throws Exception {
        sendStuck(broker, stuck);
        await().atMost(Duration.ofMinutes(1)).until(() -> driver.probe("/ops/live") == 503);
        Files.delete(stuck);
        await().atMost(Duration.ofMinutes(1)).until(() -> driver.probe("/ops/live") == 200);
        driver.awaitCounted();
    }

    private static void sendStuck(TestBroker broker, Path stuck) throws Exception {
        Files.createFile(stuck);
        try (Producer<byte[], byte[]> producer = Topics.producer(broker.bootstrap())) {
            String event = "{\"id\":\"" + stuck + "\",\"value\":1,\"timestamp\":\"2026-11-22T10:00:00Z\"}";
            Topics.send(producer, "events", "k0", event);
        }
    }

    /** The first one waits for a batch that does not end; the second one does not, and the next start has it all. */
    private static void secondSignal(TestBroker broker, TestDriver driver, Path stuck) throws Exception {
        sendStuck(broker, stuck);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> driver.status() != null
                        && driver.awaitStatus(s -> true)
                                        .path("processingDelaySeconds")
                                        .asDouble()
                                > 1.5);
        driver.jvm().terminate();
        await().atMost(Duration.ofSeconds(10)).until(() -> driver.output().contains("SIGTERM: stopping gracefully"));
        assertThat(driver.jvm().isAlive()).isTrue();
        // Not SIGINT: who starts the build in a shell's background has its processes ignore that.
        driver.jvm().signal("TERM");
        // A JVM that halts lets its compiler threads finish, for ten seconds at most: what it says shows how it ended.
        assertThat(driver.jvm().await(30)).isEqualTo(143);
        assertThat(driver.output()).contains("Second SIGTERM: ending at once").doesNotContain("Stopped by signal");
        Files.delete(stuck);
        driver.start().awaitCounted();
        assertThat(driver.output()).contains("Recovered from checkpoint ");
        assertThat(driver.probe("/ops/live")).isEqualTo(200);
    }

    private static void assertExact(TestBroker broker, TestDriver driver) throws Exception {
        assertThat(Topics.counted(broker.bootstrap(), "aggregates"))
                .isEqualTo(Topics.expected(broker.bootstrap(), "events"));
        assertThat(VerifyCheckpoint.code(driver.checkpoints())).isZero();
    }

    private static void gracefulStop(TestDriver driver, Path folder) {
        assertThat(driver.stop()).isEqualTo(143);
        assertThat(folder.resolve("checkpoints/savepoints")).isNotEmptyDirectory();
        assertThat(Files.exists(driver.trigger())).isFalse();
        assertThat(driver.output()).contains("Stopped by signal");
    }
}
