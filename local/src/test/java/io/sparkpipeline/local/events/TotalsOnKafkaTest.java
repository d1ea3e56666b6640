package io.sparkpipeline.local.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.local.kafka.KafkaBroker;
import io.sparkpipeline.local.process.CloseStack;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TotalsOnKafkaTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final CloseStack STACK = CloseStack.closedAtShutdown();

    @TempDir
    static Path folder;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = STACK.open(() -> KafkaBroker.start(folder, Map.of("fast", 3, "steady", 2, "restarted", 1)));
    }

    @AfterAll
    static void stopBroker() {
        STACK.close();
    }

    @Test
    void everyAcknowledgedEventIsInTheTopicOnce() throws Exception {
        long events = 50_000;
        try (SteadyProducer producer = start("fast", new SteadyProducer.Load(events, 0))) {
            assertThat(producer.awaitDone(LONG)).isTrue();
            assertThat(producer.progress()).isEqualTo(new SteadyProducer.Progress(events, events, true));
        }
        InputTotals input = InputTotals.read(broker.bootstrap(), "fast");
        assertThat(input.events()).isEqualTo(events);
        assertThat(input.rejected()).isZero();
        double expected = LongStream.range(0, events)
                .mapToObj(number -> generator().event(number, Clocks.system().instant()))
                .filter(event -> event.key().equals("key-000017"))
                .mapToDouble(Event::value)
                .sum();
        KeyTotals found = input.totals().getOrDefault("key-000017", KeyTotals.NONE);
        assertThat(found.sum()).isEqualByComparingTo(BigDecimal.valueOf(expected));
    }

    @Test
    void theRateIsSteadyAndTheProducerCanBeStopped() throws Exception {
        long begin = System.nanoTime();
        try (SteadyProducer producer = start("steady", new SteadyProducer.Load(2_000, 1_000))) {
            assertThat(producer.awaitDone(LONG)).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(1_990));
        try (SteadyProducer producer = start("steady", new SteadyProducer.Load(Long.MAX_VALUE, 500))) {
            producer.stop();
            assertThat(producer.awaitDone(LONG)).isTrue();
            assertThat(producer.progress().sent()).isLessThan(60_000);
        }
    }

    @Test
    void aRestartOfTheBrokerLosesAndRepeatsNothing() throws Exception {
        long events = 20_000;
        try (SteadyProducer producer = start("restarted", new SteadyProducer.Load(events, 4_000))) {
            await().until(() -> producer.progress().acknowledged() > 2_000);
            broker.process().kill();
            broker.startAgain();
            assertThat(producer.awaitDone(LONG)).isTrue();
            assertThat(producer.progress().acknowledged()).isEqualTo(events);
        }
        assertThat(InputTotals.read(broker.bootstrap(), "restarted").events()).isEqualTo(events);
    }

    private static EventGenerator generator() {
        return new EventGenerator(1, 500);
    }

    private static SteadyProducer start(String topic, SteadyProducer.Load load) {
        return SteadyProducer.start(broker.bootstrap(), topic, generator(), load, Clocks.system());
    }
}
