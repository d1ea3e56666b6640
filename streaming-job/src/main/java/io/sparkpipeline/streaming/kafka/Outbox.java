package io.sparkpipeline.streaming.kafka;

import io.sparkpipeline.streaming.run.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * What one task sends. All tasks of a JVM share one producer, which keeps the order of a key's records; a task ends
 * only when all its own are acknowledged. A producer that failed is closed, and the task's next attempt makes another.
 */
public final class Outbox {

    private static final Map<Settings, Producer<byte[], byte[]>> PRODUCERS = new ConcurrentHashMap<>();

    private final Settings settings;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private boolean used;

    private Outbox(Settings settings) {
        this.settings = settings;
    }

    /** An empty one. */
    public static Outbox open(Settings settings) {
        return new Outbox(settings);
    }

    /**
     * Hands a record to the producer.
     *
     * @throws KafkaException when it or an earlier one failed
     */
    public void send(ProducerRecord<byte[], byte[]> record) {
        used = true;
        throwFailure();
        try {
            // The callback below tells of failures, without a future kept for each record.
            Future<?> unused = producer().send(record, (metadata, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, e);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            failure.compareAndSet(null, e);
            throwFailure();
        }
    }

    /**
     * Waits until every record is acknowledged by all replicas in sync.
     *
     * @throws KafkaException when one was not
     */
    public void confirm() {
        if (used) {
            producer().flush();
            throwFailure();
        }
    }

    private Producer<byte[], byte[]> producer() {
        return PRODUCERS.computeIfAbsent(settings, s -> new KafkaProducer<>(Clients.producer(s)));
    }

    private void throwFailure() {
        Exception e = failure.get();
        if (e == null) {
            return;
        }
        if (!(e instanceof RecordTooLargeException)) {
            Producer<byte[], byte[]> broken = PRODUCERS.remove(settings);
            if (broken != null) {
                broken.close(Duration.ZERO);
            }
        }
        throw new KafkaException("records were not acknowledged: " + e, e);
    }
}
