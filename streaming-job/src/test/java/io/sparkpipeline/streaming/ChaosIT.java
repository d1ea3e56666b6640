package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.testing.EventLoad;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import io.sparkpipeline.streaming.testing.VerifyCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGKILLs over a steady stream, at random moments and at the worst ones; the totals are exact in the end. The number of
 * kills of each kind is {@code -Dchaos.kills} (1), of those at random {@code -Dchaos.random} (as many), the seed
 * {@code -Dchaos.seed}; all are printed.
 */
@SuppressWarnings("try") // a load runs for the length of its block
final class ChaosIT {

    private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);
    private static final int KILLS = Integer.getInteger("chaos.kills", 1);
    private static final int RANDOM_KILLS = Integer.getInteger("chaos.random", KILLS);
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());

    private static final String OUTPUT = "aggregates";
    private static final String AT_RANDOM = "at random";

    @TempDir
    private static Path shared;

    private static TestBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        LOG.info("chaos.seed={} chaos.kills={} chaos.random={}", SEED, KILLS, RANDOM_KILLS);
        broker = TestBroker.start(shared.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** Waits for the moment of a kill. */
    private interface Moment {
        void await(TestDriver driver, Random random) throws IOException;
    }

    private static final Map<String, Moment> MOMENTS = new LinkedHashMap<>();

    static {
        MOMENTS.put(AT_RANDOM, (driver, random) -> Pauses.pace(Duration.ofMillis(random.nextInt(8_000))));
        MOMENTS.put(
                "metadata",
                (driver, random) -> awaitUntil(
                        driver, () -> Files.exists(driver.checkpoints().resolve("temp"))));
        MOMENTS.put(
                "state",
                (driver, random) ->
                        awaitEntry(driver, 3, name -> name.contains("-attempt-") || name.startsWith("part-00000")));
        MOMENTS.put("savepoint", (driver, random) -> awaitEntry(driver, 2, name -> name.matches("\\.\\d{8}T.*")));
        MOMENTS.put("output", (driver, random) -> {
            int before = Topics.read(broker.bootstrap(), OUTPUT).size();
            awaitUntil(driver, () -> Topics.read(broker.bootstrap(), OUTPUT).size() > before);
        });
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void awaitUntil(TestDriver driver, Condition condition) throws IOException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.holds() && driver.jvm().isAlive() && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
    }

    /** Waits for a new file or folder, at most so deep in the checkpoint folder. */
    private static void awaitEntry(TestDriver driver, int depth, Predicate<String> wanted) throws IOException {
        List<Path> before = entries(driver.checkpoints(), depth, wanted);
        awaitUntil(
                driver,
                () -> entries(driver.checkpoints(), depth, wanted).stream().anyMatch(entry -> !before.contains(entry)));
    }

    private static List<Path> entries(Path folder, int depth, Predicate<String> wanted) {
        try (Stream<Path> paths = Files.walk(folder, depth)) {
            return paths.filter(path -> wanted.test(path.getFileName().toString()))
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            // Files come and go under the walk.
            return List.of();
        }
    }

    @Test
    void totals_are_exact_after_kills_at_random_and_at_the_worst_moments(@TempDir Path folder) throws Exception {
        Random random = new Random(SEED);
        broker.create("events", 3);
        broker.create(OUTPUT, 3);
        try (TestDriver driver = new TestDriver(folder, broker.bootstrap())
                .with("--output-topic", OUTPUT)
                .with("--savepoint-interval", "3s")) {
            driver.start();
            try (EventLoad load = EventLoad.start(broker.bootstrap(), "events", 500, 100, SEED)) {
                for (int round = 1; round <= Math.max(KILLS, RANDOM_KILLS); round++) {
                    for (Map.Entry<String, Moment> moment : MOMENTS.entrySet()) {
                        int kills = moment.getKey().equals(AT_RANDOM) ? RANDOM_KILLS : KILLS;
                        if (round <= kills) {
                            driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 2);
                            moment.getValue().await(driver, random);
                            driver.kill();
                            LOG.info("kill {} of {}: {}", round, kills, moment.getKey());
                            driver.start();
                        }
                    }
                }
                driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 1);
            }
            driver.awaitCounted();
            driver.kill();
            assertThat(VerifyCheckpoint.code(driver.checkpoints())).isZero();
            assertThat(Topics.counted(broker.bootstrap(), OUTPUT))
                    .as("seed %d", SEED)
                    .isEqualTo(Topics.expected(broker.bootstrap(), "events"));
        }
    }
}
