package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.kafka.Outbox;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.api.java.function.VoidFunction;
import scala.Tuple2;

/** Sends one partition's outputs, and ends when all are acknowledged. */
final class PublishPartition implements VoidFunction<Iterator<Tuple2<String, String>>> {

    private static final long serialVersionUID = 1L;

    @Override
    public void call(Iterator<Tuple2<String, String>> outputs) {
        Settings settings = Settings.current();
        Outbox outbox = Outbox.open(settings);
        while (outputs.hasNext()) {
            Tuple2<String, String> output = outputs.next();
            outbox.send(new ProducerRecord<>(
                    settings.outputTopic(),
                    output._1().getBytes(StandardCharsets.UTF_8),
                    output._2().getBytes(StandardCharsets.UTF_8)));
        }
        outbox.confirm();
    }
}
