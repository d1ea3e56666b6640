package io.sparkpipeline.local.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.backup.BackupFixture;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.ObjectStore;
import io.sparkpipeline.common.store.S3Clients;
import io.sparkpipeline.common.store.S3Location;
import io.sparkpipeline.common.store.S3WriteSettings;
import io.sparkpipeline.local.kafka.KafkaBroker;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.s3.LocalS3;
import io.sparkpipeline.restore.RestoreCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What restores say of the records that a backup has not counted, with a broker that removes some. */
class KafkaRetentionTest {

    private static final CloseStack STACK = CloseStack.closedAtShutdown();

    @TempDir
    static Path servers;

    private static KafkaBroker broker;
    private static LocalS3 s3;
    private static ObjectStore store;
    private static Admin admin;

    @TempDir
    Path folder;

    private String topic = "";
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("aws.accessKeyId", LocalS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", LocalS3.SECRET_KEY);
        broker = STACK.open(() -> KafkaBroker.start(servers.resolve("kafka"), Map.of("unrelated", 1)));
        s3 = STACK.open(() -> LocalS3.start(servers.resolve("s3"), "checkpoints"));
        store = STACK.open(() -> S3Clients.open(
                new S3Location("checkpoints", s3.endpoint(), LocalS3.REGION, Duration.ofSeconds(10), 4),
                S3WriteSettings.DEFAULTS));
        admin = STACK.open(() -> Admin.create(Map.of("bootstrap.servers", broker.bootstrap())));
    }

    @AfterAll
    static void stop() {
        STACK.close();
    }

    /** A topic with 1,000 records in each of two partitions, and a backup that has counted 400 and 1,000 of them. */
    @BeforeEach
    void topicAndBackup(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        create(2);
        produce(0, 1_000);
        produce(1, 1_000);
        environment.put("APP", topic);
        environment.put("TARGET", folder.resolve("mnt/app").toString());
        environment.put("BUCKET", s3.bucket());
        environment.put("ENDPOINT", s3.endpoint().toString());
        environment.put("OUTPUT", "json");
        environment.put("KAFKA_BOOTSTRAP", broker.bootstrap());
        Files.createDirectories(folder.resolve("mnt"));
        backup(KafkaOffsets.of(Map.of(topic, Map.of(0, 400L, 1, 1_000L))));
    }

    @Test
    void whenAllIsThereItIsSaidHowMuchThereIsToRead() {
        CommandRun run = run("run");

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode kafka = run.report().get("kafka");
        assertThat(kafka.get("complete").asBoolean()).isTrue();
        assertThat(kafka.get("recordsToRead").asLong()).isEqualTo(600);
        assertThat(kafka.get("gaps")).isEmpty();
        assertThat(run("verify", "--output=text").out())
                .contains("Kafka still holds every record since the backup: 600 to read again from 2 partitions");
    }

    @Test
    void whatIsGoneIsToldByPartitionAndTheRestoreIsDone() throws Exception {
        remove(0, 650);
        remove(1, 1_000);

        for (List<String> command :
                List.of(List.of("run", "--dry-run"), List.of("verify"), List.of("drill"), List.of("run"))) {
            CommandRun run = run(command.toArray(String[]::new));

            assertThat(run.exit()).as(run.err()).isZero();
            JsonNode kafka = run.report().get("kafka");
            assertThat(kafka.get("complete").asBoolean()).isFalse();
            assertThat(kafka.get("recordsGone").asLong()).isEqualTo(250);
            assertThat(kafka.get("gaps"))
                    .singleElement()
                    .satisfies(gap -> assertThat(gap)
                            .hasToString("{\"topic\":\"" + topic
                                    + "\",\"partition\":0,\"backupOffset\":400,\"earliest\":650,"
                                    + "\"end\":1000,\"gone\":250}"));
        }
        assertThat(folder.resolve("mnt/app")).isNotEmptyDirectory();
        assertThat(run("verify", "--output=text").out())
                .contains(
                        "of 1 of 2 partitions some are gone, 250 in all",
                        topic + "-0: offsets 400 to 649, 250 records, are gone; it begins at 650 now",
                        "--on-lost-records skip");
    }

    @Test
    void aTopicThatWasMadeAnewIsSeen() throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        CommandRun without = run("verify", "--output=text");
        // A topic goes in the background.
        Awaitility.await().ignoreExceptions().until(() -> {
            create(1);
            return true;
        });
        produce(0, 10);
        CommandRun anew = run("verify", "--output=text");

        assertThat(without.exit()).isZero();
        assertThat(without.out())
                .contains(
                        "of 2 of 2 partitions some are gone, how many is not known",
                        topic + "-0: there is no such partition any more; the backup goes on at offset 400 of it");
        assertThat(anew.exit()).isZero();
        assertThat(anew.out())
                .contains(
                        topic + "-0: ends at offset 10, before the backup's 400, as when the topic was made anew",
                        topic + "-1: there is no such partition any more; the backup goes on at offset 1000 of it");
    }

    @Test
    void eventsByHttpAreNotLookedForInKafka() throws IOException {
        backup(KafkaOffsets.of(Map.of("http", Map.of(0, 5_000L))));

        assertThat(run("verify").report().has("kafka")).isFalse();
    }

    @Test
    void aKafkaThatDoesNotAnswerFailsNoRestore() throws IOException {
        Path sasl = Files.writeString(
                folder.resolve("client.properties"),
                "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
                        + "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\" password=\"b\";\n");
        unanswered("client mechanism PLAIN, enabled mechanisms are []", "--kafka-properties=" + sasl);
        unanswered("no answer within 2s", "--kafka-bootstrap=127.0.0.1:9");
        unanswered("No resolvable bootstrap urls", "--kafka-bootstrap=no-such-host.invalid:9092");
        unanswered("NoSuchFileException: /no/such/file", "--kafka-properties=/no/such/file");
    }

    private void unanswered(String why, String option) {
        CommandRun run = run("run", "--kafka-check-timeout=2s", option);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.report().at("/kafka/problem").asText()).contains(why);
        assertThat(folder.resolve("mnt/app")).isNotEmptyDirectory();
    }

    private void backup(KafkaOffsets offsets) throws IOException {
        try (Stream<Path> earlier = Files.list(folder)) {
            String id = "20261120T100000Z-000" + earlier.count();
            new BackupFixture(store, topic, id)
                    .checkpoint(Files.createDirectory(folder.resolve(id)))
                    .offsets(offsets)
                    .write();
        }
    }

    private CommandRun run(String... args) {
        return CommandRun.of(new RestoreCommand(), environment, args);
    }

    private void create(int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get();
    }

    private void produce(int partition, int records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = Stream.generate(
                            () -> new ProducerRecord<byte[], byte[]>(topic, partition, null, new byte[10]))
                    .limit(records)
                    .map(producer::send)
                    .toList();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }

    /** What the topic's retention does. */
    private void remove(int partition, long before) throws Exception {
        admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }
}
