package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.testing.EventLoad;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
 * kills of each kind is {@code -Dchaos.kills} (2), the seed {@code -Dchaos.seed}; both are printed.
 */
@SuppressWarnings("try") // a load runs for the length of its block
final class ChaosIT {

    private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);
    private static final int KILLS = Integer.getInteger("chaos.kills", 2);
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());

    @TempDir
    private static Path shared;

    private static TestBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        LOG.info("chaos.seed={} chaos.kills={}", SEED, KILLS);
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

    @Test
    void kills_at_random_moments(@TempDir Path folder) throws Exception {
        chaos("random", folder, (driver, random) -> Pauses.pace(Duration.ofMillis(random.nextInt(12_000))));
    }

    @Test
    void kills_while_metadata_is_written(@TempDir Path folder) throws Exception {
        chaos("metadata", folder, (driver, random) -> awaitEntry(driver, 1, name -> name.equals("temp")));
    }

    @Test
    void kills_while_state_is_checkpointed(@TempDir Path folder) throws Exception {
        chaos(
                "state",
                folder,
                (driver, random) ->
                        awaitEntry(driver, 3, name -> name.contains("-attempt-") || name.startsWith("part-00000")));
    }

    @Test
    void kills_during_a_savepoint(@TempDir Path folder) throws Exception {
        chaos("savepoint", folder, (driver, random) -> awaitEntry(driver, 2, name -> name.matches("\\.\\d{8}T.*")));
    }

    @Test
    void kills_between_output_and_checkpoint(@TempDir Path folder) throws Exception {
        chaos("output", folder, (driver, random) -> {
            int before = Topics.read(broker.bootstrap(), "out-output").size();
            awaitUntil(
                    driver, () -> Topics.read(broker.bootstrap(), "out-output").size() > before);
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

    private static void chaos(String name, Path folder, Moment moment) throws Exception {
        Random random = new Random(SEED);
        broker.create(name, 3);
        broker.create("out-" + name, 3);
        try (TestDriver driver = new TestDriver(folder, broker.bootstrap())
                .with("--topic", name)
                .with("--output-topic", "out-" + name)
                .with("--savepoint-interval", "3s")) {
            driver.start();
            try (EventLoad load = EventLoad.start(broker.bootstrap(), name, 500, 100, SEED)) {
                for (int kill = 1; kill <= KILLS; kill++) {
                    driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 2);
                    moment.await(driver, random);
                    driver.kill();
                    driver.start();
                }
                driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 1);
            }
            driver.awaitCounted();
            assertThat(Topics.counted(broker.bootstrap(), "out-" + name))
                    .as("seed %d", SEED)
                    .isEqualTo(Topics.expected(broker.bootstrap(), name));
        }
    }
}
