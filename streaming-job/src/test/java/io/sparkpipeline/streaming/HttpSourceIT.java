package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.testing.HttpLoad;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import io.sparkpipeline.streaming.testing.Topics.Total;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
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
            assertThat(driver.stop()).isEqualTo(143);
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
