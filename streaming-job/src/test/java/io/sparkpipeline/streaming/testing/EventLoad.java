package io.sparkpipeline.streaming.testing;

import io.sparkpipeline.common.time.Pauses;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;

/** A steady load of good events in the background. */
public final class EventLoad implements AutoCloseable {

    private final Thread thread;
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean stopped;

    private EventLoad(Runnable work) {
        thread = new Thread(work, "load");
    }

    /** Sends about so many events a second, to keys k0 … until closed. */
    public static EventLoad start(String bootstrap, String topic, int perSecond, int keys, long seed) {
        EventLoad[] self = new EventLoad[1];
        self[0] = new EventLoad(() -> self[0].send(bootstrap, topic, perSecond, keys, new Random(seed)));
        self[0].thread.start();
        return self[0];
    }

    private void send(String bootstrap, String topic, int perSecond, int keys, Random random) {
        try (Producer<byte[], byte[]> producer = Topics.producer(bootstrap)) {
            while (!stopped) {
                for (int i = 0; i < Math.max(1, perSecond / 20); i++) {
                    String key = "k" + random.nextInt(keys);
                    Topics.send(producer, topic, key, event(random.nextInt(100_000)));
                    sent.incrementAndGet();
                }
                producer.flush();
                Pauses.pace(Duration.ofMillis(50));
            }
        }
    }

    /** An event with that many hundredths as its value. */
    public static String event(int hundredths) {
        return "{\"id\":\"e\",\"value\":" + hundredths / 100 + "." + hundredths % 100 / 10 + hundredths % 10
                + ",\"timestamp\":\"2026-11-22T10:00:00Z\"}";
    }

    /** Events sent so far. */
    public long sent() {
        return sent.get();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
