package io.sparkpipeline.streaming.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.run.Settings;
import io.sparkpipeline.streaming.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate in front of brokers that are not there; those that are there are in the tests with a driver. */
final class KafkaGateTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static Settings settings(String bootstrap, String properties) {
        return new Settings(bootstrap, properties, "test", "events", "out", "dead", 1_000, "none");
    }

    private static JobException refused(String bootstrap, String properties) {
        KafkaGate gate = new KafkaGate(settings(bootstrap, properties), true, LIMIT, () -> false);
        return catchThrowableOfType(JobException.class, gate::pass);
    }

    @Test
    void a_broker_that_does_not_answer_is_waited_for_until_the_limit() {
        long start = System.nanoTime();
        JobException end = refused("127.0.0.1:" + TestBroker.freePort(), "");
        assertThat(end.exitCode()).isEqualTo(ExitCode.TEMPORARY);
        assertThat(end).hasMessageContaining("was not ready within 2s: no broker answers");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(LIMIT, Duration.ofSeconds(12));
    }

    /** As in a cluster where the brokers' service is made after this pod. */
    @Test
    void a_name_that_is_not_known_yet_is_waited_for_too() {
        long start = System.nanoTime();
        JobException end = refused("no-such-broker.invalid:9092", "");
        assertThat(end.exitCode()).isEqualTo(ExitCode.TEMPORARY);
        assertThat(end).hasMessageContaining("no broker's name can be resolved");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(LIMIT.toNanos());
    }

    @Test
    void a_wrong_setting_is_told_at_once(@TempDir Path folder) throws Exception {
        Path properties = Files.writeString(folder.resolve("kafka.properties"), "security.protocol=NONSENSE\n");
        JobException end = refused("127.0.0.1:9092", properties.toString());
        assertThat(end.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(end).hasMessageContaining("NONSENSE");
    }

    @Test
    void a_stop_ends_the_wait() {
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger looks = new AtomicInteger();
        KafkaGate gate = new KafkaGate(settings("no-such-broker.invalid:9092", ""), true, Duration.ofMinutes(5), () -> {
            stopped.set(looks.incrementAndGet() > 2);
            return stopped.get();
        });
        assertThatCode(gate::pass).doesNotThrowAnyException();
        assertThat(looks).hasValue(3);
    }
}
