package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.streaming.testing.EventLoad;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import io.sparkpipeline.streaming.testing.Topics.Total;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that has much to catch up with, in a topic that changes meanwhile. */
final class BacklogIT {

    private static final int RATE = 200;

    private int partitions = 2;
    private long produced;

    @Test
    void it_is_caught_up_with_in_bounded_batches_and_exactly_whatever_becomes_of_the_topic(@TempDir Path folder)
            throws Exception {
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"));
                TestDriver driver = new TestDriver(folder, broker.bootstrap())
                        .with("--max-rate-per-partition", Integer.toString(RATE))
                        .with("--savepoint-interval", "0s")) {
            broker.create("events", partitions);
            send(broker, 1_500);
            driver.start();
            assertBounded(driver);
            addPartition(broker);
            driver.awaitStatus(s -> s.path("offsets").path("events").path("2").asLong() > 0);
            driver.kill();
            addPartition(broker);
            driver.start();
            assertBounded(driver);
            driver.awaitCounted();
            assertThat(driver.output()).contains("Recovered from checkpoint ");
            assertThat(Topics.counted(broker.bootstrap(), "aggregates"))
                    .isEqualTo(Topics.expected(broker.bootstrap(), "events"));
            recordsThatAreRemovedBeforeTheyAreRead(broker, driver);
        }
    }

    private void send(TestBroker broker, int events) {
        try (Producer<byte[], byte[]> producer = Topics.producer(broker.bootstrap())) {
            for (int event = 0; event < events; event++) {
                Topics.send(producer, "events", "k" + event % 97, EventLoad.event(event));
            }
        }
        produced += events;
    }

    private void addPartition(TestBroker broker) throws Exception {
        partitions++;
        try (Admin admin = broker.admin()) {
            admin.createPartitions(Map.of("events", NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        }
        send(broker, 500);
    }

    /** From its first batch on; and there is more than a batch to read. */
    private void assertBounded(TestDriver driver) {
        JsonNode status = driver.awaitStatus(s -> s.path("recordsTotal").asLong() > 0);
        assertThat(status.path("recordsTotal").asLong())
                .isLessThanOrEqualTo(status.path("batchesTotal").asLong() * RATE * partitions);
        assertThat(status.path("kafkaLagRecords").asLong(1)).isPositive();
    }

    /** What retention does to a stream that is too slow: it ends, refuses to pass over the gap, and counts what is lost. */
    private void recordsThatAreRemovedBeforeTheyAreRead(TestBroker broker, TestDriver driver) throws Exception {
        // None of them is read, nor fetched ahead.
        driver.jvm().signal("STOP");
        send(broker, 1_200 * partitions);
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.put(new TopicPartition("events", partition), RecordsToDelete.beforeOffset(-1));
        }
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(all).all().get();
        }
        driver.jvm().signal("CONT");
        assertThat(driver.jvm().await(60)).isEqualTo(75);
        assertThat(driver.output()).contains("were removed from Kafka before they were read");
        assertThat(driver.start().jvm().await(60)).isEqualTo(65);
        assertThat(driver.output()).contains("are gone before they were counted", "--on-lost-records=skip");
        // What was published since the state of the checkpoint is gone, too: a topic of its own has what counts from
        // now on.
        driver.with("--on-lost-records", "skip").with("--output-topic", "after").start();
        long lost = driver.awaitStatus(s -> "running".equals(s.path("state").asText()))
                .path("lostRecords")
                .asLong();
        send(broker, 97);
        driver.awaitCounted();
        assertThat(lost).isPositive();
        assertThat(Topics.counted(broker.bootstrap(), "after").values().stream()
                        .mapToLong(Total::count)
                        .sum())
                .isEqualTo(produced - lost);
        assertThat(driver.get("/ops/metrics").body()).contains("spark_streaming_lost_records_total " + lost);
    }
}
