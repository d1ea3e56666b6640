package io.sparkpipeline.local.events;

import io.sparkpipeline.common.time.Pauses;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the events of a generator at a steady rate on a thread of its own. Idempotent and acknowledged by all replicas:
 * what is counted as acknowledged is in the topic exactly once, also across a restart of the broker.
 */
public final class SteadyProducer implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(10);

    private final KafkaProducer<String, String> kafka;
    private final String topic;
    private final EventGenerator generator;
    private final Load load;
    private final Clock clock;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "producer");
    private volatile long sent;
    private volatile boolean stopped;

    /**
     * How much and how fast.
     *
     * @param events how many events in all
     * @param perSecond the rate; 0 for as fast as the broker takes them
     */
    public record Load(long events, int perSecond) {}

    /** How far the producer is. */
    public record Progress(long sent, long acknowledged, boolean done) {}

    private SteadyProducer(
            KafkaProducer<String, String> kafka, String topic, EventGenerator generator, Load load, Clock clock) {
        this.kafka = kafka;
        this.topic = topic;
        this.generator = generator;
        this.load = load;
        this.clock = clock;
    }

    /** Begins to send. */
    public static SteadyProducer start(
            String bootstrap, String topic, EventGenerator generator, Load load, Clock clock) {
        SteadyProducer producer =
                new SteadyProducer(new KafkaProducer<>(settings(bootstrap)), topic, generator, load, clock);
        producer.thread.setDaemon(true);
        producer.thread.start();
        return producer;
    }

    /** The counters now. */
    public Progress progress() {
        return new Progress(sent, acknowledged.get(), !thread.isAlive());
    }

    /**
     * Waits until all is sent and acknowledged, or the producer was stopped.
     *
     * @return whether that was so within the limit
     * @throws IllegalStateException when the broker refused an event for good
     */
    public boolean awaitDone(Duration limit) throws InterruptedException {
        thread.join(limit.toMillis());
        Exception fault = failure.get();
        if (fault != null) {
            throw new IllegalStateException("an event could not be produced", fault);
        }
        return !thread.isAlive();
    }

    /** Sends no more; what is under way is still acknowledged. */
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
        kafka.close(Duration.ofSeconds(5));
    }

    private void run() {
        long begin = System.nanoTime();
        try {
            while (!stopped && sent < load.events()) {
                sendUpTo(Math.min(load.events(), due(System.nanoTime() - begin)));
                if (load.perSecond() > 0 && !Pauses.pace(TICK)) {
                    return;
                }
            }
            kafka.flush();
        } catch (RuntimeException e) {
            if (!stopped) {
                failure.compareAndSet(null, e);
            }
        }
    }

    private long due(long nanos) {
        if (load.perSecond() <= 0) {
            return sent + 1_000;
        }
        return (long) (load.perSecond() * (nanos / 1e9));
    }

    private void sendUpTo(long due) {
        long number = sent;
        while (number < due && !stopped) {
            Event event = generator.event(number, clock.instant());
            var unused = kafka.send(new ProducerRecord<>(topic, event.key(), event.json()), this::acknowledge);
            sent = ++number;
        }
    }

    private void acknowledge(@Nullable RecordMetadata metadata, @Nullable Exception fault) {
        if (fault == null) {
            acknowledged.incrementAndGet();
        } else {
            failure.compareAndSet(null, fault);
            stopped = true;
        }
    }

    private static Map<String, Object> settings(String bootstrap) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                16L * 1024 * 1024,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                120_000L);
    }
}
