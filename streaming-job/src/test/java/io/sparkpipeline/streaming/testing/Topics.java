package io.sparkpipeline.streaming.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes topics without any code of the job. */
public final class Topics {

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Topics() {}

    /** What a key has: the number of events and their sum, without trailing zeros. */
    public record Total(long count, BigDecimal sum) {}

    /** A producer of bytes. */
    public static Producer<byte[], byte[]> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 5, "max.request.size", 2_000_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends one record; {@link Producer#flush} waits for it. */
    public static void send(Producer<byte[], byte[]> producer, String topic, @Nullable String key, String value) {
        Future<?> unused = producer.send(new ProducerRecord<>(
                topic,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8)));
    }

    /** By partition, the offset after a topic's last record as of now; empty where there is no such topic. */
    public static Map<Integer, Long> ends(String bootstrap, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "allow.auto.create.topics", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().getOrDefault(topic, List.of()).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            Map<Integer, Long> ends = new TreeMap<>();
            consumer.endOffsets(partitions).forEach((partition, end) -> ends.put(partition.partition(), end));
            return ends;
        }
    }

    /**
     * Whether a driver's status says that all up to there is counted. The lag alone may be from before the last records
     * came; a driver that reads something else has no offsets of the topic.
     */
    public static boolean counted(JsonNode status, String topic, Map<Integer, Long> ends) {
        JsonNode offsets = status.path("offsets").path(topic);
        return "running".equals(status.path("state").asText())
                && status.path("kafkaLagRecords").isNumber()
                && status.path("kafkaLagRecords").asLong() == 0
                && (offsets.isMissingNode()
                        || ends.entrySet().stream()
                                .allMatch(end ->
                                        offsets.path(end.getKey().toString()).asLong() >= end.getValue()));
    }

    /** Everything in a topic, from its first record to its last as of now. */
    public static List<ConsumerRecord<byte[], byte[]>> read(String bootstrap, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /** Totals by key, made from the input topic; what is no good event of these tests is passed over. */
    public static Map<String, Total> expected(String bootstrap, String topic) {
        Map<String, Total> totals = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(bootstrap, topic)) {
            try {
                JsonNode event = JSON.readTree(record.value());
                BigDecimal value = new BigDecimal(event.required("value").asText());
                String key = record.key() == null
                        ? event.required("key").asText()
                        : new String(record.key(), StandardCharsets.UTF_8);
                if (value.signum() >= 0 && record.value().length <= 262_144) {
                    totals.merge(key, total(1, value), (a, b) -> total(a.count + b.count, a.sum.add(b.sum)));
                }
            } catch (IOException | IllegalArgumentException e) {
                LOG.debug("passed over", e);
            }
        }
        return totals;
    }

    /** Totals by key, of the highest version in the output topic. */
    public static Map<String, Total> counted(String bootstrap, String topic) throws Exception {
        Map<String, Total> totals = new TreeMap<>();
        Map<String, Long> versions = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(bootstrap, topic)) {
            JsonNode output = JSON.readTree(record.value());
            String key = new String(record.key(), StandardCharsets.UTF_8);
            long version = output.required("version").asLong();
            if (version > versions.getOrDefault(key, 0L)) {
                versions.put(key, version);
                totals.put(
                        key,
                        total(
                                output.required("count").asLong(),
                                new BigDecimal(output.required("sum").asText())));
            }
        }
        return totals;
    }

    private static Total total(long count, BigDecimal sum) {
        BigDecimal plain = sum.stripTrailingZeros();
        return new Total(count, plain.signum() == 0 ? BigDecimal.ZERO : plain);
    }

    /** A header as text. */
    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
