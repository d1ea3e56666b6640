package io.sparkpipeline.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.CloseStack;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {

    @TempDir
    Path folder;

    private final CloseStack stack = CloseStack.closedAtShutdown();

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void recordsOutliveAStopAndAKillOfTheBroker() throws Exception {
        KafkaBroker broker =
                stack.open(() -> KafkaBroker.start(folder.resolve("kafka"), Map.of("events", 3, "out", 1)));
        assertThat(partitionsOf(broker, "events")).isEqualTo(3);
        String address = broker.bootstrap();
        produce(broker, "first".getBytes(StandardCharsets.UTF_8));
        broker.stop();
        assertThat(broker.process().exitCode()).as("stopped by SIGTERM").hasValue(143);
        broker.startAgain();
        produce(broker, new byte[1024 * 1024]);
        broker.process().kill();
        broker.startAgain();
        assertThat(broker.bootstrap()).isEqualTo(address);
        assertThat(read(broker)).extracting(record -> record.value().length).containsExactly(5, 1024 * 1024);
        broker.stop();
        assertThatTheTakenPortIsNamed(broker);
    }

    @Test
    void aBrokerThatCantStartSaysWhy() {
        ChildJvm hopeless = ChildJvm.of("kafka", BrokerMain.class.getName(), folder)
                .withArguments(List.of(folder.resolve("missing.properties").toString(), folder.toString(), "id"));
        assertThatThrownBy(() -> io.sparkpipeline.local.process.ServerStart.awaitReady(
                        hopeless.start(), Duration.ofSeconds(30), () -> false))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("missing.properties");
    }

    private static void assertThatTheTakenPortIsNamed(KafkaBroker broker) throws Exception {
        int port = Integer.parseInt(broker.bootstrap().substring("127.0.0.1:".length()));
        try (ServerSocket thief = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(thief.isBound()).isTrue();
            assertThatThrownBy(broker::startAgain)
                    .isInstanceOf(JobException.class)
                    .hasMessageContaining("taken by another process");
        }
        assertThat(broker.process().isAlive()).isFalse();
    }

    private static int partitionsOf(KafkaBroker broker, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
            return consumer.partitionsFor(topic).size();
        }
    }

    private static void produce(KafkaBroker broker, byte[] value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrap(), "max.request.size", 2_000_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("out", value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(KafkaBroker broker) {
        TopicPartition partition = new TopicPartition("out", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return IntStream.range(0, 10)
                    .mapToObj(round -> consumer.poll(Duration.ofMillis(500)))
                    .flatMap(records -> records.records(partition).stream())
                    .limit(2)
                    .toList();
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(KafkaBroker broker) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
