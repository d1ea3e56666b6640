package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.kafka.Outbox;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.pipeline.Version;
import io.sparkpipeline.streaming.run.Settings;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.api.java.function.VoidFunction;

/** Sends the outputs of one partition's changed groups, and ends when all are acknowledged. */
final class PublishPartition implements VoidFunction<Iterator<StatePart>> {

    private static final long serialVersionUID = 3L;

    private final long generation;

    PublishPartition(long generation) {
        this.generation = generation;
    }

    @Override
    public void call(Iterator<StatePart> state) {
        Settings settings = Settings.current();
        EventPipeline<Serializable> pipeline = Pipelines.named(settings.pipeline());
        Outbox outbox = Outbox.open(settings);
        state.forEachRemaining(part -> part.forEachChanged((group, events, value) -> {
            String output = pipeline.output(group, value, new Version(generation, events));
            if (output != null) {
                outbox.send(new ProducerRecord<>(
                        settings.outputTopic(),
                        group.getBytes(StandardCharsets.UTF_8),
                        output.getBytes(StandardCharsets.UTF_8)));
            }
        }));
        outbox.confirm();
    }
}
