package io.sparkpipeline.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointMetadata;
import io.sparkpipeline.common.checkpoint.RddReference;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.streaming.testing.Folders;
import io.sparkpipeline.streaming.testing.TestBroker;
import io.sparkpipeline.streaming.testing.TestDriver;
import io.sparkpipeline.streaming.testing.Topics;
import io.sparkpipeline.streaming.testing.VerifyCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A driver is killed; its checkpoint folder is damaged in every way that is known to happen; the next start says what it
 * did about it, and its totals are exact. Each start publishes to a topic of its own, so that no earlier output can hide a
 * loss, and gets one more event for every key, so that every key's total is published.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StartUpLadderIT {

    private static final int KEYS = 40;

    /** Events of each key that the pristine folder's state has. */
    private static final int PRISTINE = 10;

    @TempDir
    private static Path shared;

    private static TestBroker broker;
    private static Path pristine;
    private static Path checkpoints;
    private static int runs;

    private String output = "";

    @BeforeAll
    static void killADriver() throws Exception {
        broker = TestBroker.start(shared.resolve("broker"));
        broker.create("events", 2);
        pristine = shared.resolve("pristine");
        try (TestDriver driver = new TestDriver(shared, broker.bootstrap(), "--batch-interval", "500ms")) {
            checkpoints = driver.checkpoints();
            driver.start();
            sendOneEach(5);
            driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= 3);
            Files.createFile(driver.trigger());
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !Files.exists(driver.trigger()));
            sendOneEach(3);
            long batches = driver.awaitCounted().path("batchesTotal").asLong();
            // Two state checkpoints, ten batches apart, with events between them.
            driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= batches + 12);
            sendOneEach(2);
            driver.awaitCounted();
            driver.awaitStatus(s -> s.path("batchesTotal").asLong() >= batches + 26);
            driver.kill();
        }
        Folders.copy(checkpoints, pristine);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void beginWithThePristineFolder() throws IOException {
        putThePristineFolderBack();
        output = "out-" + ++runs;
    }

    private static void putThePristineFolderBack() throws IOException {
        Folders.delete(checkpoints);
        Folders.copy(pristine, checkpoints);
    }

    private static void sendOneEach(int times) {
        try (Producer<byte[], byte[]> producer = Topics.producer(broker.bootstrap())) {
            for (int i = 0; i < times; i++) {
                IntStream.range(0, KEYS)
                        .forEach(key -> Topics.send(
                                producer,
                                "events",
                                "k" + key,
                                "{\"value\":1." + key + ",\"timestamp\":\"2026-11-22T10:00:00Z\"}"));
            }
        }
    }

    private LocalRun start(String... options) {
        return start(Clocks.system(), options);
    }

    private LocalRun start(Clock clock, String... options) {
        List<String> ours = List.of("--output-topic", output, "--batch-interval", "500ms", "--state-partitions", "2");
        List<String> given = List.of(options);
        List<String> args = new ArrayList<>(given);
        for (int i = 0; i < ours.size(); i += 2) {
            if (!given.contains(ours.get(i))) {
                args.addAll(ours.subList(i, i + 2));
            }
        }
        return LocalRun.start(clock, checkpoints, broker.bootstrap(), args.toArray(new String[0]));
    }

    private String assertExact(String... options) throws Exception {
        try (LocalRun run = start(options)) {
            String from = run.startedFrom();
            sendOneEach(1);
            run.awaitCounted();
            assertThat(run.stop().exitCode()).isEqualTo(ExitCode.TERMINATED);
            assertThat(Topics.counted(broker.bootstrap(), output))
                    .as("totals after: %s", from)
                    .isEqualTo(Topics.expected(broker.bootstrap(), "events"));
            return from;
        }
    }

    private static List<CheckpointFile> metadata() {
        return new CheckpointDirectory(checkpoints).metadataNewestFirst();
    }

    private static Path part(String name) throws IOException {
        RddReference newest =
                CheckpointMetadata.read(metadata().get(0)).references().last();
        return new CheckpointDirectory(checkpoints).folder(newest).resolve(name);
    }

    /** The damages, what the one line must say, and what verify-checkpoint must say. */
    enum Damage {
        NONE("Recovered from checkpoint", 0) {
            @Override
            void inflict() {}
        },
        NEWEST_TRUNCATED("Recovered from checkpoint .*Passed over: checkpoint-\\d+: .*truncated", 65) {
            @Override
            void inflict() throws IOException {
                Folders.truncate(metadata().get(0).path());
            }
        },
        THREE_NEWEST_TRUNCATED("Recovered from .*Passed over: .*\\|.*\\|.*", 65) {
            @Override
            void inflict() throws IOException {
                for (CheckpointFile file : metadata().subList(0, 3)) {
                    Folders.truncate(file.path());
                }
            }
        },
        LAST_PART_MISSING("Recovered from savepoint .*Passed over: .*has 1 of 2 parts", 65) {
            @Override
            void inflict() throws IOException {
                Files.delete(part("part-00001"));
            }
        },
        FIRST_PART_MISSING("Recovered from savepoint .*Passed over: .*has 1 of 2 parts", 65) {
            @Override
            void inflict() throws IOException {
                Files.delete(part("part-00000"));
            }
        },
        PART_CORRUPTED("Recovered from savepoint .*Passed over: .*not as it was written", 65) {
            @Override
            void inflict() throws IOException {
                Folders.flip(part("part-00000"));
            }
        },
        STRAY_TEMPORARY_FILE("Recovered from checkpoint", 0) {
            @Override
            void inflict() throws IOException {
                Files.writeString(checkpoints.resolve(".checkpoint-123.x"), "of a copier");
                Files.writeString(checkpoints.resolve("checkpoint-9999999999999.tmp"), "of another");
            }
        },
        ALL_UNREADABLE("Recovered from savepoint", 65) {
            @Override
            void inflict() throws IOException {
                for (CheckpointFile file : metadata()) {
                    Folders.truncate(file.path());
                }
            }
        },
        EMPTY_DIRECTORY("Starting fresh", 65) {
            @Override
            void inflict() throws IOException {
                Folders.delete(checkpoints);
                Files.createDirectories(checkpoints);
            }
        },
        FOREIGN_FILES("Recovered from checkpoint", 0) {
            @Override
            void inflict() throws IOException {
                Files.writeString(checkpoints.resolve("README.txt"), "not Spark's");
                Files.createDirectories(checkpoints.resolve("lost+found/x"));
            }
        };

        private final String says;
        private final int verdict;

        Damage(String says, int verdict) {
            this.says = says;
            this.verdict = verdict;
        }

        abstract void inflict() throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void totals_are_exact_after(Damage damage) throws Exception {
        damage.inflict();
        assertThat(VerifyCheckpoint.code(checkpoints)).isEqualTo(damage.verdict);
        assertThat(assertExact()).matches("(?s)" + damage.says + ".*");
    }

    @ParameterizedTest
    @CsvSource({
        "--pipeline, io.sparkpipeline.streaming.TaggedAggregates, pipeline changed",
        "--state-partitions, 3, state partitions changed from 2 to 3",
        "--batch-interval, 700ms, batch interval changed from 500ms to 700ms",
    })
    void a_changed_pipeline_goes_on_from_the_savepoint(String option, String value, String reason) throws Exception {
        assertThat(assertExact(option, value))
                .startsWith("Recovered from savepoint ")
                .contains(reason);
        assertThat(checkpoints.resolve("rejected")).isNotEmptyDirectory();
    }

    /** Spark reads states as it is told to now, not as they were written. */
    @ParameterizedTest
    @CsvSource({
        "spark.checkpoint.compress, true, spark.checkpoint.compress changed from false to true",
        "spark.io.compression.codec, zstd, spark.io.compression.codec changed from lz4 to zstd",
    })
    void states_in_another_form_are_left_for_the_savepoint(String name, String value, String reason) throws Exception {
        System.setProperty(name, value);
        try {
            assertThat(assertExact()).startsWith("Recovered from savepoint ").contains(reason);
        } finally {
            System.clearProperty(name);
        }
    }

    @Test
    void with_no_rung_left_it_refuses_and_fresh_is_a_choice() throws Exception {
        for (CheckpointFile file : metadata()) {
            Folders.truncate(file.path());
        }
        for (Path path : Folders.walk(checkpoints.resolve("savepoints"))) {
            if (path.toString().endsWith(".gz")) {
                Folders.flip(path);
            }
        }
        try (LocalRun run = start()) {
            JobException refused = run.failure();
            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused).hasMessageMatching("(?s).*part-00000-\\d+\\.jsonl\\.gz is not as it was written.*");
        }
        assertThat(assertExact("--on-unrecoverable", "fresh")).startsWith("Starting fresh");
        assertThat(Topics.read(broker.bootstrap(), output))
                .as("versions above all that were published before")
                .allMatch(record ->
                        new String(record.value(), StandardCharsets.UTF_8).matches(".*\"version\":\\d{14,}}"));
        // The checkpoints from before come back, as from a volume that was away: they go on above it.
        byte[] generation = Files.readAllBytes(checkpoints.resolve("generation"));
        putThePristineFolderBack();
        Files.write(checkpoints.resolve("generation"), generation);
        assertThat(assertExact()).startsWith("Recovered from checkpoint");
    }

    /** After a move to a node whose clock is a day behind: nobody has to wait out the minute that it may take. */
    @Test
    void a_stop_ends_the_wait_for_a_clock_that_is_behind() throws Exception {
        CountDownLatch waiting = new CountDownLatch(3);
        try (LocalRun run = start(new LateClock(waiting))) {
            assertThat(waiting.await(2, TimeUnit.MINUTES)).isTrue();
            assertThat(run.stop().exitCode()).isEqualTo(ExitCode.TERMINATED);
        }
        assertThat(assertExact()).startsWith("Recovered from checkpoint");
    }

    /** A day behind; it counts the looks of who waits for it. */
    private static final class LateClock extends Clock {

        private final CountDownLatch looks;

        LateClock(CountDownLatch looks) {
            this.looks = looks;
        }

        @Override
        public Instant instant() {
            if (StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().endsWith("ClockWait")))) {
                looks.countDown();
            }
            return Clocks.system().instant().minus(Duration.ofDays(1));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** The last test: the topic is another one then, and has more records than were read of the first. */
    @Test
    @Order(Integer.MAX_VALUE)
    void a_topic_made_anew_is_recognised_and_on_demand_counted_from_its_first_record() throws Exception {
        makeAnew(2);
        sendOneEach(60);
        String id;
        try (LocalRun run = start()) {
            JobException refused = run.failure();
            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused).hasMessageContaining("the topic is another one (its id was ");
            String message = String.valueOf(refused.getMessage());
            id = message.replaceFirst("(?s).*--same-topic-id=([^\\s;]+).*", "$1");
        }
        // As a replica would be: the same records at the same offsets.
        try (LocalRun run = start("--same-topic-id", id)) {
            assertThat(run.startedFrom()).startsWith("Recovered from checkpoint");
            run.awaitCounted();
        }
        assertCounts(60);
        putThePristineFolderBack();
        try (LocalRun run = start("--on-lost-records", "skip")) {
            assertThat(run.startedFrom()).startsWith("Recovered from checkpoint");
            sendOneEach(1);
            run.awaitCounted();
            assertCounts(PRISTINE + 61);
            makeAnew(1);
            JobException ended = run.failure();
            assertThat(ended.exitCode()).isEqualTo(ExitCode.TEMPORARY);
            assertThat(ended)
                    .hasMessageMatching(
                            "(?s).*(was made anew while it was read|the topic was made anew, or cut off).*");
        }
    }

    private static void makeAnew(int partitions) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.deleteTopics(List.of("events")).all().get();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> !admin.listTopics().names().get().contains("events"));
        }
        broker.create("events", partitions);
    }

    /** The last but one: it takes records away from all. What was published of them must not hide what comes after. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void records_that_retention_removed_are_told_of_and_skipped_on_demand() throws Exception {
        sendOneEach(2);
        try (LocalRun run = start()) {
            run.awaitCounted();
        }
        putThePristineFolderBack();
        try (Admin admin = broker.admin()) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            for (int partition = 0; partition < 2; partition++) {
                all.put(new TopicPartition("events", partition), RecordsToDelete.beforeOffset(-1));
            }
            admin.deleteRecords(all).all().get();
        }
        try (LocalRun run = start()) {
            JobException refused = run.failure();
            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused).hasMessageContaining("are gone before they were counted");
        }
        assertLessIsSeen("--on-lost-records", "skip");
        // Its checkpoint and its savepoint go on with its versions.
        assertGoesOn("Recovered from checkpoint", PRISTINE + 2);
        for (CheckpointFile file : metadata()) {
            Folders.truncate(file.path());
        }
        assertGoesOn("Recovered from savepoint", PRISTINE + 3);
    }

    private void assertGoesOn(String from, long count) throws Exception {
        try (LocalRun run = start()) {
            assertThat(run.startedFrom()).startsWith(from);
            sendOneEach(1);
            run.awaitCounted();
        }
        assertCounts(count);
    }

    private void assertLessIsSeen(String... options) throws Exception {
        try (LocalRun run = start(options)) {
            assertThat(run.startedFrom()).startsWith("Recovered from checkpoint");
            assertThat(run.awaitStatus(s -> true).path("lostRecords").asLong()).isGreaterThanOrEqualTo(2 * KEYS);
            sendOneEach(1);
            run.awaitCounted();
        }
        assertCounts(PRISTINE + 1);
    }

    private void assertCounts(long count) throws Exception {
        assertThat(Topics.counted(broker.bootstrap(), output).values())
                .hasSize(KEYS)
                .allSatisfy(total -> assertThat(total.count()).isEqualTo(count));
    }
}
