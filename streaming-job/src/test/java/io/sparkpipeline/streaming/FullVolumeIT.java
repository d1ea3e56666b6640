package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.backup.SmallVolume;
import io.sparkpipeline.streaming.testing.HttpLoad;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import io.sparkpipeline.streaming.testing.VerifyCheckpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP source on a volume that is really full: a tmpfs of some megabytes. */
final class FullVolumeIT {

    @Test
    void clients_are_told_to_wait_and_nothing_that_was_answered_202_is_lost(@TempDir Path folder) throws Exception {
        int port = TestBroker.freePort();
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"));
                TestDriver driver = new TestDriver(folder, broker.bootstrap())
                        .with("--source", "http")
                        .with("--http-port", Integer.toString(port))
                        .with("--savepoint-interval", "0s");
                SmallVolume volume = SmallVolume.mount(Files.createDirectories(driver.checkpoints()), "size=24m")) {
            driver.start();
            driver.awaitStatus(s -> s.path("ready").asBoolean());
            HttpLoad load = HttpLoad.start(port, 4, 50, 7);
            driver.awaitStatus(s -> s.path("recordsTotal").asLong() > 100);
            aSecondDriverWaitsAndCanBeStopped(broker, driver, folder.resolve("second"));
            afterAStateCheckpoint(driver);
            Path filler = fill(volume.folder().resolve("filler"));
            HttpResponse<String> answer = refused(port);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.body()).contains("the write-ahead log can't be written now; nothing was taken");
            assertThat(driver.probe("/ops/ready")).isEqualTo(503);
            assertThat(driver.probe("/ops/live")).as("it mends itself").isEqualTo(200);
            await().atMost(Duration.ofSeconds(7))
                    .untilAsserted(() -> assertThat(driver.get("/ops/metrics").body())
                            .as(driver.output())
                            .containsPattern("spark_streaming_checkpoint_failures_total [1-9]"));
            takesEventsAgain(load, () -> Files.deleteIfExists(filler));
            Path again = fill(volume.folder().resolve("again"));
            // With the next checkpoint of its state the driver ends; started again it says the same, and nothing is
            // lost.
            assertThat(driver.jvm().await(60)).isEqualTo(75);
            assertThat(driver.output()).contains("for a volume is full");
            assertThat(driver.start().jvm().await(60)).isEqualTo(75);
            assertThat(driver.output()).contains("No space left on device");
            Files.delete(again);
            takesEventsAgain(load, driver::start);
            load.close();
            driver.awaitCounted();
            Map<String, Topics.Total> counted = new TreeMap<>(Topics.counted(broker.bootstrap(), "aggregates"));
            counted.remove("probe");
            assertThat(counted).isEqualTo(load.acknowledged());
            assertThat(VerifyCheckpoint.code(driver.checkpoints())).isZero();
        }
    }

    /** The next one, ten batches later, ends the driver where there is no room for it. */
    private static void afterAStateCheckpoint(TestDriver driver) {
        long before = states(driver);
        await().atMost(Duration.ofSeconds(60)).until(() -> states(driver) > before);
        long batches = driver.awaitStatus(s -> true).path("batchesTotal").asLong();
        driver.awaitStatus(s -> s.path("batchesTotal").asLong() > batches);
    }

    /** The number of the newest one; files come and go meanwhile. */
    private static long states(TestDriver driver) {
        long newest = 0;
        for (String run : names(driver.checkpoints())) {
            for (String rdd : names(driver.checkpoints().resolve(run))) {
                if (rdd.startsWith("rdd-")) {
                    newest = Math.max(newest, Long.parseLong(rdd.substring(4)));
                }
            }
        }
        return newest;
    }

    private static String[] names(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? new String[0] : names;
    }

    private interface Mend {
        Object run() throws IOException;
    }

    private static void takesEventsAgain(HttpLoad load, Mend mend) throws IOException {
        long before = load.events();
        mend.run();
        await().atMost(Duration.ofSeconds(60)).until(() -> load.events() > before + 200);
    }

    /** SIGTERM ends the wait for the first driver's end. */
    private static void aSecondDriverWaitsAndCanBeStopped(TestBroker broker, TestDriver first, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        try (TestDriver second = new TestDriver(folder, broker.bootstrap())
                .with("--source", "http")
                .with("--http-port", Integer.toString(TestBroker.freePort()))
                .with("--checkpoint-path", first.checkpoints().toString())) {
            second.start();
            await().atMost(Duration.ofSeconds(40)).until(() -> second.output().contains("Another driver writes to"));
            second.jvm().terminate();
            assertThat(second.jvm().await(10)).isEqualTo(143);
            assertThat(second.output()).contains("Stopped by signal: 0 records");
        }
    }

    private static Path fill(Path file) throws IOException {
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
        return file;
    }

    private static HttpResponse<String> refused(int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"probe\",\"value\":0}"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> client.send(request, HttpResponse.BodyHandlers.ofString()),
                        answer -> answer.statusCode() != 202);
    }
}
