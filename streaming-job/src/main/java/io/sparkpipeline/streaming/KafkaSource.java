package io.sparkpipeline.streaming;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.kafka.KafkaGate;
import io.sparkpipeline.streaming.kafka.KafkaLag;
import io.sparkpipeline.streaming.kafka.LostRecords;
import io.sparkpipeline.streaming.kafka.TopicStrategy;
import io.sparkpipeline.streaming.ops.StreamStatus;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;

/** A Kafka topic as the source: {@code --source kafka}. */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
final class KafkaSource implements JobSource {

    private final StreamConfig config;
    private final StopSignal stop;
    private final KafkaLag lag;
    private String topicId = "";

    KafkaSource(StreamConfig config, StreamStatus status, StopSignal stop) {
        this.config = config;
        this.stop = stop;
        this.lag = new KafkaLag(
                config.kafka(), () -> status.consumed(config.kafka().topic()));
    }

    @Override
    public void open() {
        new KafkaGate(config.kafka(), true, config.kafkaTimeout(), stop::isAsked).pass();
    }

    @Override
    public LostRecords missing(Map<TopicPartition, Long> wanted, Map<TopicPartition, Long> read, String id) {
        LostRecords found = LostRecords.find(config.kafka(), wanted, read, known(id));
        topicId = found.topicId();
        return found;
    }

    /** A replica is known by its own id only where the topic that it replaces was known by its. */
    private Set<String> known(String id) {
        return id.isEmpty()
                ? Set.of()
                : Stream.of(id, config.sameTopicId())
                        .filter(each -> !each.isEmpty())
                        .collect(Collectors.toSet());
    }

    @Override
    public JavaInputDStream<ConsumerRecord<byte[], byte[]>> stream(
            JavaStreamingContext context, Map<TopicPartition, Long> startOffsets) {
        return KafkaUtils.createDirectStream(
                context, LocationStrategies.PreferConsistent(), new TopicStrategy(startOffsets));
    }

    /**
     * Looks at the topic.
     *
     * @throws JobException (temporary) when it is another one by now: offsets mean nothing in it
     */
    @Override
    public void look() {
        lag.refresh();
        String now = lag.topicId();
        if (!topicId.isEmpty() && !now.isEmpty() && !now.equals(topicId)) {
            throw JobException.temporary(
                    "the topic " + config.kafka().topic() + " was made anew while it was read (its id was " + topicId
                            + ", and is " + now + ")",
                    "everything up to the last checkpoint is safe",
                    "start again, which says what can be gone on with");
        }
    }

    @Override
    public OptionalLong lag() {
        return lag.records();
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public Map<String, Object> fields() {
        return Map.of();
    }

    @Override
    public void close() {
        lag.close();
    }
}
