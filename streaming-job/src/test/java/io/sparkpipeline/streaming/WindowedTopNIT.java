package io.sparkpipeline.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkpipeline.streaming.pipeline.WindowedTopN;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
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
            List<JsonNode> results = results(broker);
            assertThat(results).hasSize(WINDOWS);
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

    /** Events of all windows, the older ones late. */
    private void send(TestBroker broker, Random random) {
        try (Producer<byte[], byte[]> producer = Topics.producer(broker.bootstrap())) {
            for (int i = 0; i < 400; i++) {
                int window = random.nextInt(WINDOWS);
                Instant at = FIRST.plusSeconds(60L * window + random.nextInt(60));
                String key = "k" + random.nextInt(40);
                BigDecimal value = BigDecimal.valueOf(random.nextInt(100_000), 2);
                Topics.send(producer, "events", key, "{\"value\":" + value + ",\"timestamp\":\"" + at + "\"}");
                sums.computeIfAbsent(FIRST.plusSeconds(60L * window).toString(), unused -> new TreeMap<>())
                        .merge(key, value, BigDecimal::add);
                sent++;
            }
        }
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
