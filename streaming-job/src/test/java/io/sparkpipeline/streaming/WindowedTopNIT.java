package io.sparkpipeline.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkpipeline.streaming.pipeline.WindowedTopN;
import io.sparkpipeline.streaming.savepoint.SavepointStore;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a pipeline of one's own has what the default one has: exact results through kills. */
final class WindowedTopNIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant FIRST = Instant.parse("2026-11-22T10:00:00Z");
    private static final int WINDOWS = 4;
    private static final int TOP = 10;

    private final Map<String, Map<String, BigDecimal>> sums = new TreeMap<>();
    private long sent;

    @Test
    void windows_are_exact_through_kills_and_late_events(@TempDir Path folder) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"));
                TestDriver driver = new TestDriver(folder, broker.bootstrap())
                        .with("--pipeline", WindowedTopN.class.getName())
                        .with("--output-topic", "windows")
                        .with("--batch-interval", "500ms")
                        .with("--savepoint-interval", "2s")) {
            broker.create("events", 3);
            driver.start();
            for (int round = 0; round < 3; round++) {
                send(broker, random);
                driver.awaitCounted();
                send(broker, random);
                driver.kill();
                driver.start();
            }
            driver.awaitCounted();
            expiredWindowsAreLetGo(broker, driver, random);
            List<JsonNode> results = results(broker);
            assertThat(results).hasSize(2 * WINDOWS);
            assertThat(results.stream()
                            .mapToLong(window -> window.path("version").asLong())
                            .sum())
                    .as("events counted, seed %d", seed)
                    .isEqualTo(sent);
            for (JsonNode window : results) {
                assertThat(top(window))
                        .as("seed %d", seed)
                        .isEqualTo(expected(window.path("window").asText()));
            }
        }
    }

    /**
     * Two hours later the first windows are let go, which stays so through a crash and in a savepoint; what comes for them
     * then changes no result and is a dead letter.
     */
    private void expiredWindowsAreLetGo(TestBroker broker, TestDriver driver, Random random) throws Exception {
        Instant later = FIRST.plus(Duration.ofHours(2));
        send(broker, random, later);
        driver.awaitStatus(s -> driver.output().contains("Let go of " + WINDOWS + " groups that have expired"));
        sendLate(broker, later);
        // Until a checkpoint has the state without them.
        long batches = driver.awaitStatus(s -> true).path("batchesTotal").asLong();
        driver.awaitStatus(s -> s.path("batchesTotal").asLong() > batches + 22);
        assertThat(driver.get("/ops/metrics").body())
                .contains("spark_streaming_late_events_total 2", "spark_streaming_expired_groups_total " + WINDOWS);
        driver.kill();
        driver.start();
        sendLate(broker, later);
        driver.awaitCounted();
        assertThat(driver.output()).contains("Recovered from checkpoint ");
        assertThat(driver.stop()).isEqualTo(143);
        assertThat(new SavepointStore(driver.checkpoints())
                        .newestComplete()
                        .orElseThrow()
                        .manifest()
                        .groups())
                .isEqualTo(WINDOWS);
        driver.with("--state-partitions", "3").start();
        sendLate(broker, later);
        send(broker, random, later);
        driver.awaitCounted();
        assertThat(driver.output()).contains("Recovered from savepoint ");
        Map<String, Long> dead = Topics.read(broker.bootstrap(), "dead-letters").stream()
                .collect(Collectors.groupingBy(
                        letter -> Topics.header(letter, "reason") + " from "
                                + Topics.header(letter, "source.partition") + "@"
                                + Topics.header(letter, "source.offset"),
                        Collectors.counting()));
        assertThat(dead.keySet().stream().filter(letter -> letter.startsWith("late: recorded after its group")))
                .hasSize(3);
        assertThat(dead.keySet().stream().filter(letter -> letter.startsWith("late: recorded in time, but read")))
                .hasSize(3);
        assertThat(dead).hasSize(6);
    }

    /** Two events of the first window: one that was recorded too late, and one whose record says that it was not. */
    private static void sendLate(TestBroker broker, Instant later) {
        try (Producer<byte[], byte[]> producer = Topics.producer(broker.bootstrap())) {
            for (Instant recorded : List.of(later, FIRST.plusSeconds(30))) {
                send(producer, recorded, "k0", "{\"value\":1,\"timestamp\":\"" + FIRST + "\"}");
            }
        }
    }

    private void send(TestBroker broker, Random random) {
        send(broker, random, FIRST);
    }

    /** Events of some windows, the older ones late; each is recorded when it happened. */
    private void send(TestBroker broker, Random random, Instant first) {
        try (Producer<byte[], byte[]> producer = Topics.producer(broker.bootstrap())) {
            for (int i = 0; i < 400; i++) {
                int window = random.nextInt(WINDOWS);
                Instant at = first.plusSeconds(60L * window + random.nextInt(60));
                String key = "k" + random.nextInt(40);
                BigDecimal value = BigDecimal.valueOf(random.nextInt(100_000), 2);
                send(producer, at, key, "{\"value\":" + value + ",\"timestamp\":\"" + at + "\"}");
                sums.computeIfAbsent(first.plusSeconds(60L * window).toString(), unused -> new TreeMap<>())
                        .merge(key, value, BigDecimal::add);
                sent++;
            }
        }
    }

    private static void send(Producer<byte[], byte[]> producer, Instant recorded, String key, String event) {
        Future<?> unused = producer.send(new ProducerRecord<>(
                "events", null, recorded.toEpochMilli(), key.getBytes(UTF_8), event.getBytes(UTF_8)));
    }

    /** The highest version of each window. */
    private static List<JsonNode> results(TestBroker broker) throws Exception {
        Map<String, JsonNode> newest = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : Topics.read(broker.bootstrap(), "windows")) {
            JsonNode window = JSON.readTree(record.value());
            newest.merge(
                    new String(record.key(), UTF_8),
                    window,
                    (one, other) -> one.path("version").asLong()
                                    >= other.path("version").asLong()
                            ? one
                            : other);
        }
        return List.copyOf(newest.values());
    }

    private static List<String> top(JsonNode window) {
        List<String> found = new ArrayList<>();
        window.path("top")
                .forEach(entry -> found.add(entry.path("key").asText() + "="
                        + plain(new BigDecimal(entry.path("sum").asText()))));
        return found;
    }

    private List<String> expected(String window) {
        return sums.getOrDefault(window, Map.of()).entrySet().stream()
                .sorted(Map.Entry.<String, BigDecimal>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(TOP)
                .map(entry -> entry.getKey() + "=" + plain(entry.getValue()))
                .toList();
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
