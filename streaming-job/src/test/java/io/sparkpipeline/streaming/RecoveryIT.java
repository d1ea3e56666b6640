package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.testing.EventLoad;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver in a JVM of its own against a real broker: killed, recovered, stopped. */
@SuppressWarnings("try") // a load runs for the length of its block
final class RecoveryIT {

    @TempDir
    private static Path shared;

    private static TestBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start(shared.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void a_killed_driver_recovers_and_counts_exactly(@TempDir Path folder) throws Exception {
        broker.create("events", 3);
        try (TestDriver driver = new TestDriver(folder, broker.bootstrap())) {
            driver.start();
            try (EventLoad load = EventLoad.start(broker.bootstrap(), "events", 2_000, 50, 1)) {
                sendBadRecords();
                driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 13);
                driver.kill();
                Pauses.pace(Duration.ofSeconds(3));
                driver.start();
                JsonNode status = driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 1);
                assertThat(status.path("recoverySeconds").asDouble()).isBetween(0.5, 120.0);
                assertThat(driver.output()).contains("Recovered from checkpoint ");
                driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 3);
            }
            driver.awaitCounted();
            assertThat(Topics.counted(broker.bootstrap(), "aggregates"))
                    .isEqualTo(Topics.expected(broker.bootstrap(), "events"));
            assertBadRecordsAreKept();
            assertThat(driver.probe("/ops/live")).isEqualTo(200);
            assertThat(driver.probe("/ops/ready")).isEqualTo(200);
            assertThat(driver.get("/ops/metrics").body())
                    .contains(
                            "spark_streaming_lastReceivedBatch_processingDelay ",
                            "spark_streaming_checkpoint_lastCheckpointDuration_bucket",
                            "spark_streaming_checkpoint_failures_total 0",
                            "spark_streaming_checkpoint_age_seconds ",
                            "spark_app_executor_failureCount 0",
                            "spark_streaming_kafka_lag_records 0",
                            "spark_streaming_recovery_seconds ",
                            "spark_app_task_failures_total 0",
                            "spark_app_tasks_total ");
            assertThat(driver.stop()).isEqualTo(143);
        }
    }

    private static void sendBadRecords() {
        try (Producer<byte[], byte[]> producer = Topics.producer(broker.bootstrap())) {
            Topics.send(producer, "events", "k0", "not JSON at all");
            Topics.send(producer, "events", "k0", "{\"value\":-1,\"timestamp\":\"2026-11-22T10:00:00Z\"}");
            Topics.send(producer, "events", "k0", "{\"value\":NaN,\"timestamp\":\"2026-11-22T10:00:00Z\"}");
            Topics.send(producer, "events", null, "{\"value\":1,\"timestamp\":\"2026-11-22T10:00:00Z\"}");
            Topics.send(producer, "events", "k0", "{\"value\":1,\"filler\":\"" + "x".repeat(1_000_000) + "\"}");
        }
    }

    private static void assertBadRecordsAreKept() {
        List<ConsumerRecord<byte[], byte[]>> dead = Topics.read(broker.bootstrap(), "dead-letters");
        assertThat(dead)
                .extracting(letter -> Topics.header(letter, "reason"))
                .contains(
                        "not JSON",
                        "value is negative",
                        "value is NaN",
                        "no key",
                        "over the size limit of 262144 bytes");
        assertThat(dead).allSatisfy(letter -> {
            assertThat(Topics.header(letter, "source.topic")).isEqualTo("events");
            assertThat(Topics.header(letter, "source.partition")).matches("[012]");
            assertThat(Topics.header(letter, "source.offset")).matches("\\d+");
            assertThat(letter.value()).hasSizeLessThanOrEqualTo(262_144);
        });
        assertThat(dead.stream()
                        .map(letter -> Topics.header(letter, "source.partition") + "@"
                                + Topics.header(letter, "source.offset"))
                        .distinct())
                .hasSize(5);
    }
}
