package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.kafka010.ConsumerStrategies;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;
import org.apache.spark.streaming.scheduler.BatchInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import scala.Tuple2;

/**
 * The peer: the same aggregation as Spark's own guides would write it. Checkpoints and mapWithState, and nothing else: no
 * check of an event, no dead letters, no savepoints, no order or idempotence of the output, no watch over anything.
 *
 * <p>Arguments: bootstrap servers, input topic, partitions, output topic, checkpoint folder, batch interval in ms, records
 * a second and partition. Prints {@code batch <completed at, ms> <records> <processing ms>} for each batch.
 */
@SuppressWarnings("deprecation")
public final class BareStream {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static KafkaProducer<String, String> producer;

    /** Count, sum, smallest, largest. */
    public record Total(long count, double sum, double min, double max) implements Serializable {
        Total and(Total other) {
            return new Total(
                    count + other.count, sum + other.sum, Math.min(min, other.min), Math.max(max, other.max));
        }
    }

    private BareStream() {}

    public static void main(String[] args) throws Exception {
        JavaStreamingContext context = JavaStreamingContext.getOrCreate(args[4], () -> create(args));
        context.ssc().addStreamingListener(new Reporter());
        context.start();
        context.awaitTermination();
    }

    private static JavaStreamingContext create(String[] args) {
        SparkConf conf = new SparkConf()
                .setAppName("bare")
                .setMaster("local[2]")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                .set("spark.streaming.kafka.maxRatePerPartition", args[6]);
        JavaStreamingContext context =
                new JavaStreamingContext(conf, Durations.milliseconds(Long.parseLong(args[5])));
        context.checkpoint(args[4]);
        String bootstrap = args[0];
        String output = args[3];
        Map<String, Object> kafka = new HashMap<>();
        kafka.put("bootstrap.servers", bootstrap);
        kafka.put("group.id", "bare");
        kafka.put("auto.offset.reset", "earliest");
        kafka.put("enable.auto.commit", false);
        kafka.put("key.deserializer", StringDeserializer.class);
        kafka.put("value.deserializer", StringDeserializer.class);
        List<TopicPartition> partitions = IntStream.range(0, Integer.parseInt(args[2]))
                .mapToObj(number -> new TopicPartition(args[1], number))
                .toList();
        KafkaUtils.createDirectStream(
                        context,
                        LocationStrategies.PreferConsistent(),
                        ConsumerStrategies.<String, String>Assign(partitions, kafka))
                .mapToPair(BareStream::parse)
                .reduceByKey(Total::and, 4)
                .mapWithState(StateSpec.function(BareStream::update).numPartitions(4))
                .foreachRDD(totals -> totals.foreachPartition(part -> send(bootstrap, output, part)));
        return context;
    }

    private static Tuple2<String, Total> parse(ConsumerRecord<String, String> record) throws Exception {
        JsonNode event = JSON.readTree(record.value());
        Instant.parse(event.get("timestamp").asText());
        double value = event.get("value").asDouble();
        return new Tuple2<>(event.get("key").asText(), new Total(1, value, value, value));
    }

    private static Tuple2<String, Total> update(
            String key, org.apache.spark.api.java.Optional<Total> change, State<Total> state) {
        Total next = state.exists() ? state.get().and(change.get()) : change.get();
        state.update(next);
        return new Tuple2<>(key, next);
    }

    private static void send(String bootstrap, String topic, Iterator<Tuple2<String, Total>> totals) throws Exception {
        KafkaProducer<String, String> kafka = producer(bootstrap);
        while (totals.hasNext()) {
            Tuple2<String, Total> total = totals.next();
            kafka.send(new ProducerRecord<>(topic, total._1(), JSON.writeValueAsString(total._2())));
        }
        kafka.flush();
    }

    private static synchronized KafkaProducer<String, String> producer(String bootstrap) {
        if (producer == null) {
            producer = new KafkaProducer<>(Map.of(
                    "bootstrap.servers", bootstrap,
                    "key.serializer", StringSerializer.class,
                    "value.serializer", StringSerializer.class));
        }
        return producer;
    }

    private static final class Reporter implements StreamingListener {
        @Override
        public void onBatchCompleted(StreamingListenerBatchCompleted event) {
            BatchInfo batch = event.batchInfo();
            System.out.println("batch " + System.currentTimeMillis() + " " + batch.numRecords() + " "
                    + batch.processingDelay().get());
        }
    }
}
