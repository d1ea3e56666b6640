package io.sparkpipeline.streaming;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.graph.LogInputDStream;
import io.sparkpipeline.streaming.http.EventSink;
import io.sparkpipeline.streaming.http.HttpEdge;
import io.sparkpipeline.streaming.http.HttpSettings.WriteAheadLog;
import io.sparkpipeline.streaming.kafka.KafkaGate;
import io.sparkpipeline.streaming.kafka.LostRecords;
import io.sparkpipeline.streaming.ops.StreamStatus;
import io.sparkpipeline.streaming.recovery.LogRetention;
import io.sparkpipeline.streaming.wal.Appended;
import io.sparkpipeline.streaming.wal.EventLog;
import io.sparkpipeline.streaming.wal.LogContent;
import io.sparkpipeline.streaming.wal.LogOptions;
import io.sparkpipeline.streaming.wal.NewEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events by HTTP as the source: {@code --source http}. The edge appends to the write-ahead log, the stream reads the log;
 * what is between them is on the disk, and so outlives either.
 */
@SuppressWarnings("deprecation") // Spark marks all of DStreams so
final class HttpSource implements JobSource, EventSink {

    private static final Logger LOG = LoggerFactory.getLogger(HttpSource.class);
    private static final Duration RETENTION_INTERVAL = Duration.ofSeconds(30);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(20);

    private final StreamConfig config;
    private final StreamStatus status;
    private final StopSignal stop;
    private final Clock clock;
    private final DistributionSummary fsyncSeconds;
    private final HttpEdge edge;
    private final Path folder;
    private volatile @Nullable EventLog log;
    private volatile long start;
    private volatile @Nullable LogRetention retention;

    /** Binds the port; every request is answered with 503 for now. */
    HttpSource(StreamConfig config, StreamStatus status, StopSignal stop, Clock clock, MeterRegistry registry) {
        this.config = config;
        this.status = status;
        this.stop = stop;
        this.clock = clock;
        this.folder = config.checkpointPath().resolve(CheckpointDirectory.EVENT_LOG);
        this.fsyncSeconds = DistributionSummary.builder("spark.streaming.http.fsync.seconds")
                .description("Seconds that writing a group of requests to the disk took")
                .serviceLevelObjectives(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
                .register(registry);
        Gauge.builder("spark.streaming.http.log.kept", this, HttpSource::isLogKept)
                .description("1 while no segment of the log can be removed, since what reads it is not known")
                .strongReference(true)
                .register(registry);
        this.edge = new HttpEdge(config.http(), config.kafka().maxEventBytes(), this, this::counted, registry);
    }

    @Override
    public void open() {
        Background gate = Background.run(
                "kafka-gate", new KafkaGate(config.kafka(), false, config.kafkaTimeout(), stop::isAsked)::pass);
        if (config.http().writeAheadLog() == WriteAheadLog.off) {
            LOG.warn("--write-ahead-log off: events are answered with 202 from memory; a crash loses them");
        }
        try {
            log = EventLog.open(
                            folder,
                            new LogOptions(
                                    config.http().dedupWindow(),
                                    config.http().writeAheadLog() == WriteAheadLog.on,
                                    clock),
                            stop::isAsked)
                    .orElse(null);
        } catch (IOException e) {
            throw unreadable(e);
        }
        gate.join();
    }

    private JobException unreadable(IOException e) {
        return JobException.temporary(
                        "the write-ahead log in " + folder + " can't be opened: " + e.getMessage(),
                        "nothing was changed",
                        "check the volume of --checkpoint-path, then start again")
                .causedBy(e);
    }

    @Override
    public LostRecords missing(Map<TopicPartition, Long> wanted, Map<TopicPartition, Long> read, String topicId) {
        LogContent content = opened().content();
        long at = wanted.getOrDefault(LogInputDStream.PARTITION, content.first());
        start = Math.max(at, content.first());
        return new LostRecords(
                Map.of(LogInputDStream.PARTITION, start), content.lostFrom(at), content.problemsFrom(at), "");
    }

    @Override
    public JavaInputDStream<ConsumerRecord<byte[], byte[]>> stream(
            JavaStreamingContext context, Map<TopicPartition, Long> startOffsets) {
        return LogInputDStream.of(context, startOffsets.getOrDefault(LogInputDStream.PARTITION, start));
    }

    @Override
    public void begin() {
        EventLog opened = opened();
        try {
            opened.begin(start, fsyncSeconds::record);
        } catch (IOException e) {
            throw unreadable(e);
        }
        retention = new LogRetention(config.checkpointPath(), opened, RETENTION_INTERVAL);
    }

    @Override
    public void accept() {
        edge.accept();
        LOG.info("Events are taken at http://…:{}/v1/events", edge.port());
    }

    @Override
    public void look() {
        LogRetention begun = retention;
        if (begun != null) {
            begun.look(counted());
        }
    }

    @Override
    public void stopAccepting() {
        edge.stopAccepting();
    }

    private double isLogKept() {
        LogRetention asked = retention;
        return asked != null && asked.isBlocked() ? 1 : 0;
    }

    /** The first offset that is not counted yet. */
    private long counted() {
        return status.consumed(LogInputDStream.TOPIC)
                .map(partitions -> partitions.get(LogInputDStream.PARTITION.partition()))
                .orElse(start);
    }

    private EventLog opened() {
        EventLog opened = log;
        if (opened == null) {
            throw new IllegalStateException("the log is not open yet");
        }
        return opened;
    }

    @Override
    public CompletableFuture<Appended> append(List<NewEvent> events) {
        return opened().append(events);
    }

    @Override
    public boolean isWritable() {
        EventLog opened = log;
        return opened != null && opened.isWritable();
    }

    @Override
    public long end() {
        EventLog opened = log;
        return opened == null ? 0 : opened.end();
    }

    @Override
    public long bytesFrom(long offset) {
        EventLog opened = log;
        return opened == null ? 0 : opened.bytesFrom(offset);
    }

    @Override
    public OptionalLong lag() {
        return log == null ? OptionalLong.empty() : OptionalLong.of(edge.backlogEvents());
    }

    @Override
    public boolean isReady() {
        return edge.isAccepting();
    }

    @Override
    public Optional<String> ended() {
        EventLog opened = log;
        return opened == null ? Optional.empty() : opened.ended();
    }

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> http = new LinkedHashMap<>();
        http.put("port", edge.port());
        http.put("path", "/v1/events");
        http.put("accepting", edge.isAccepting());
        http.put("firstOffset", log == null ? null : opened().first());
        http.put("endOffset", log == null ? null : opened().end());
        http.put("backlogEvents", edge.backlogEvents());
        return Map.of("http", http);
    }

    /** What has an answer coming gets it first. */
    @Override
    public void close() {
        edge.stopAccepting();
        Pauses.until(LAST_ANSWERS, POLL, () -> edge.inFlight() == 0);
        edge.close();
        EventLog opened = log;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                LOG.warn("The write-ahead log is not closed well; what was answered with 202 is on the disk", e);
            }
        }
    }
}
