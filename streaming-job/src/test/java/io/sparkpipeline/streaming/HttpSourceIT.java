package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.ConsistentCut;
import io.sparkpipeline.common.checkpoint.CutOptions;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.testing.Folders;
import io.sparkpipeline.streaming.testing.HttpLoad;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import io.sparkpipeline.streaming.testing.Topics.Total;
import io.sparkpipeline.streaming.testing.VerifyCheckpoint;
import io.sparkpipeline.streaming.wal.EventLog;
import io.sparkpipeline.streaming.wal.LogOptions;
import io.sparkpipeline.streaming.wal.NewEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGKILLs of the driver while clients send events by HTTP. The number of kills is {@code -Dhttp.kills} (3), the seed
 * {@code -Dhttp.seed}; both are printed.
 */
@SuppressWarnings("try") // a load runs for the length of its block
final class HttpSourceIT {

    private static final Logger LOG = LoggerFactory.getLogger(HttpSourceIT.class);
    private static final int KILLS = Integer.getInteger("http.kills", 3);
    private static final long SEED = Long.getLong("http.seed", System.nanoTime());
    private static final int KEYS = 50;
    private static final int CLIENTS = 4;

    @TempDir
    private static Path shared;

    private static TestBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        LOG.info("http.seed={} http.kills={}", SEED, KILLS);
        broker = TestBroker.start(shared.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static TestDriver driver(Path folder, String output, int port) {
        broker.create(output, 3);
        return new TestDriver(folder, broker.bootstrap())
                .with("--source", "http")
                .with("--http-port", Integer.toString(port))
                .with("--output-topic", output)
                .with("--savepoint-interval", "3s");
    }

    @Test
    void every_event_answered_202_is_counted_exactly_once_through_kills(@TempDir Path folder) throws Exception {
        int port = TestBroker.freePort();
        try (TestDriver driver = driver(folder, "exact", port)) {
            Map<String, Total> acknowledged = sendThroughKills(driver, port, KILLS);
            driver.awaitCounted();
            assertThat(Topics.counted(broker.bootstrap(), "exact"))
                    .as("seed %d", SEED)
                    .isEqualTo(acknowledged);
            assertThat(VerifyCheckpoint.code(driver.checkpoints())).isZero();
            goesOnFromASavepoint(driver, port, acknowledged);
        }
    }

    /** A changed graph: all but the newest savepoint and the log after it is left. */
    private static void goesOnFromASavepoint(TestDriver driver, int port, Map<String, Total> before) throws Exception {
        assertThat(driver.stop()).isEqualTo(143);
        driver.with("--state-partitions", "3").start();
        assertThat(driver.awaitStatus(s -> s.path("ready").asBoolean())
                        .path("startedFrom")
                        .asText())
                .startsWith("Recovered from savepoint ");
        Map<String, Total> more;
        try (HttpLoad load = HttpLoad.start(port, 1, KEYS, SEED + 100)) {
            driver.awaitStatus(s -> s.path("recordsTotal").asLong() > 50);
            load.close();
            more = load.acknowledged();
        }
        driver.awaitCounted();
        assertThat(Topics.counted(broker.bootstrap(), "exact")).isEqualTo(HttpLoad.sum(before, more));
        assertThat(driver.get("/ops/metrics").body())
                .contains(
                        "spark_streaming_http_events_accepted_total ",
                        "spark_streaming_http_events_duplicates_total ",
                        "spark_streaming_http_requests_total{reason=\"accepted\",status=\"202\"}",
                        "spark_streaming_http_backlog_events 0",
                        "spark_streaming_http_backlog_bytes 0",
                        "spark_streaming_http_fsync_seconds_bucket");
        assertThat(driver.awaitStatus(s -> true).path("http").path("port").asInt())
                .isEqualTo(port);
    }

    /** A cut under load, put in place of the directory: what was answered before it is counted, and nothing twice. */
    @Test
    void a_cut_taken_while_events_come_in_is_recovered_from(@TempDir Path folder) throws Exception {
        int port = TestBroker.freePort();
        Path cut = folder.resolve("cut");
        try (TestDriver driver = driver(folder, "before", port)) {
            driver.start();
            driver.awaitStatus(s -> s.path("ready").asBoolean());
            Map<String, Total> atLeast;
            Map<String, Total> atMost;
            try (HttpLoad load = HttpLoad.start(port, CLIENTS, KEYS, SEED)) {
                driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 14);
                atLeast = load.acknowledged();
                new ConsistentCut(Clocks.system(), new CutOptions(Duration.ofSeconds(60), Duration.ofMillis(50)))
                        .take(driver.checkpoints(), cut);
                Pauses.pace(Duration.ofSeconds(2));
                load.close();
                atMost = load.acknowledged();
            }
            driver.kill();
            Folders.delete(driver.checkpoints());
            Files.move(cut, driver.checkpoints());
            assertThat(VerifyCheckpoint.code(driver.checkpoints())).isZero();
            broker.create("after", 3);
            driver.with("--output-topic", "after").start();
            driver.awaitStatus(s -> s.path("ready").asBoolean());
            assertThat(driver.output()).contains("Recovered from checkpoint ");
            oneMoreForEveryKey(port);
            driver.awaitCounted();
            Map<String, Total> counted = Topics.counted(broker.bootstrap(), "after");
            assertThat(counted).hasSize(KEYS);
            counted.forEach((key, total) ->
                    assertThat(total.count() - 1).as(key).isBetween(count(atLeast, key), count(atMost, key)));
        }
    }

    private static long count(Map<String, Total> totals, String key) {
        return totals.containsKey(key) ? totals.get(key).count() : 0;
    }

    private static void oneMoreForEveryKey(int port) throws Exception {
        String body = IntStream.range(0, KEYS)
                .mapToObj(key -> "{\"id\":\"more-" + key + "\",\"key\":\"k" + key + "\",\"value\":1}\n")
                .collect(Collectors.joining());
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/events"))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("{\"accepted\":" + KEYS + ",\"duplicates\":0}\n");
    }

    /** Three requests are in the log, and no batch has run; the second is damaged. */
    @Test
    void a_damaged_event_that_is_not_counted_is_refused_or_by_choice_counted_as_lost(@TempDir Path folder)
            throws Exception {
        broker.create("damaged", 1);
        Path checkpoints = folder.resolve("checkpoints");
        Path log = checkpoints.resolve(CheckpointDirectory.EVENT_LOG);
        try (EventLog events = EventLog.open(log, new LogOptions(100, true, Clocks.system()))) {
            events.begin(0, seconds -> {});
            for (String key : List.of("a", "b", "c")) {
                byte[] event = ("{\"key\":\"" + key + "\",\"value\":1}").getBytes(StandardCharsets.UTF_8);
                events.append(List.of(new NewEvent(event, null))).get();
            }
        }
        Folders.flip(log.resolve("00000000000000000000.log"));
        String[] options = {
            "--source", "http", "--http-port", "0", "--output-topic", "damaged", "--batch-interval", "500ms"
        };
        try (LocalRun run = LocalRun.start(checkpoints, broker.bootstrap(), options)) {
            JobException failure = run.failure();
            assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(failure.happened())
                    .contains("1 records of http are gone")
                    .contains("events 1 to 1");
        }
        List<String> skipping = new ArrayList<>(List.of(options));
        skipping.addAll(List.of("--on-lost-records", "skip"));
        try (LocalRun run = LocalRun.start(checkpoints, broker.bootstrap(), skipping.toArray(new String[0]))) {
            run.awaitCounted();
            assertThat(run.awaitStatus(s -> true).path("lostRecords").asLong()).isEqualTo(1);
        }
        assertThat(Topics.counted(broker.bootstrap(), "damaged").keySet()).containsExactly("a", "c");
    }

    @Test
    void without_a_log_a_checkpoint_that_counted_its_events_is_refused(@TempDir Path folder) throws Exception {
        int port = TestBroker.freePort();
        try (TestDriver driver = driver(folder, "gone", port)) {
            driver.start();
            driver.awaitStatus(s -> s.path("ready").asBoolean());
            oneMoreForEveryKey(port);
            driver.awaitCounted();
            driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 13);
            driver.kill();
            Folders.delete(driver.checkpoints().resolve(CheckpointDirectory.EVENT_LOG));
            assertThat(VerifyCheckpoint.code(driver.checkpoints())).isEqualTo(65);
            driver.start();
            assertThat(driver.jvm().await(120)).isEqualTo(65);
            assertThat(driver.output()).contains("was it removed or replaced?");
            driver.with("--on-lost-records", "skip").start();
            driver.awaitStatus(s -> s.path("ready").asBoolean());
            assertThat(driver.awaitStatus(s -> true)
                            .path("http")
                            .path("endOffset")
                            .asLong())
                    .isEqualTo(KEYS);
        }
    }

    /** The proof that the test above would see a loss. */
    @Test
    void without_the_write_ahead_log_the_same_loses_events(@TempDir Path folder) throws Exception {
        int port = TestBroker.freePort();
        try (TestDriver driver = driver(folder, "lossy", port).with("--write-ahead-log", "off")) {
            Map<String, Total> acknowledged = sendThroughKills(driver, port, 2);
            driver.awaitCounted();
            long counted = events(Topics.counted(broker.bootstrap(), "lossy"));
            LOG.info("without the log: {} of {} events are lost", events(acknowledged) - counted, events(acknowledged));
            assertThat(counted).isLessThan(events(acknowledged)).isPositive();
        }
    }

    private static Map<String, Total> sendThroughKills(TestDriver driver, int port, int kills) {
        Random random = new Random(SEED);
        driver.start();
        driver.awaitStatus(s -> s.path("ready").asBoolean());
        try (HttpLoad load = HttpLoad.start(port, CLIENTS, KEYS, SEED)) {
            for (int kill = 1; kill <= kills; kill++) {
                driver.awaitStatus(s -> s.path("recordsTotal").asLong() > 0);
                Pauses.pace(Duration.ofMillis(random.nextInt(6_000)));
                driver.kill();
                LOG.info("kill {} of {}: {}", kill, kills, load.summary());
                driver.start();
            }
            driver.awaitStatus(s -> s.path("recordsTotal").asLong() > 0);
            load.close();
            LOG.info("{}", load.summary());
            return load.acknowledged();
        }
    }

    private static long events(Map<String, Total> totals) {
        return totals.values().stream().mapToLong(Total::count).sum();
    }
}
