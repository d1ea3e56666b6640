package io.sparkpipeline.streaming.kafka;

import io.sparkpipeline.streaming.run.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Sends bad records on, with the reason and where they came from in headers, so that none is lost unseen. */
public final class DeadLetters {

    /** Why it is no good event. */
    public static final String REASON = "reason";

    /** The topic it was read from. */
    public static final String TOPIC = "source.topic";

    /** Its partition there. */
    public static final String PARTITION = "source.partition";

    /** Its offset there. */
    public static final String OFFSET = "source.offset";

    /** The size in bytes of the whole payload, of which a large one's beginning only is kept. */
    public static final String SIZE = "original.size";

    private final Settings settings;
    private final Outbox outbox;

    /** Dead letters of one task. */
    public DeadLetters(Settings settings) {
        this.settings = settings;
        this.outbox = Outbox.open(settings);
    }

    /** Sends one. */
    public void send(ConsumerRecord<byte[], byte[]> record, String reason) {
        outbox.send(letter(record, reason));
    }

    /** Waits until all are acknowledged. */
    public void confirm() {
        outbox.confirm();
    }

    private ProducerRecord<byte[], byte[]> letter(ConsumerRecord<byte[], byte[]> record, String reason) {
        byte[] payload = record.value();
        List<Header> headers = List.of(
                header(REASON, reason),
                header(TOPIC, record.topic()),
                header(PARTITION, Integer.toString(record.partition())),
                header(OFFSET, Long.toString(record.offset())),
                header(SIZE, Integer.toString(payload == null ? 0 : payload.length)));
        return new ProducerRecord<>(settings.deadLetterTopic(), null, cut(record.key()), cut(payload), headers);
    }

    private byte @Nullable [] cut(byte @Nullable [] bytes) {
        return bytes == null || bytes.length <= settings.maxEventBytes()
                ? bytes
                : Arrays.copyOf(bytes, settings.maxEventBytes());
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
