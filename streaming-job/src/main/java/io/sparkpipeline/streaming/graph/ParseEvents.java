package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.event.Event;
import io.sparkpipeline.streaming.event.EventParser;
import io.sparkpipeline.streaming.kafka.DeadLetters;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.PipelineException;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.run.Settings;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * Parses a partition's records into changes. Bad ones go to the dead-letter topic on the way, in the same pass: the
 * task does not end before they are acknowledged. When a batch is computed again after a crash they are sent again,
 * with the same topic, partition and offset in their headers.
 */
final class ParseEvents implements PairFlatMapFunction<Iterator<ConsumerRecord<byte[], byte[]>>, Integer, Changes> {

    private static final long serialVersionUID = 3L;

    private final int statePartitions;
    private final long horizon;
    private final Arrivals arrivals;

    /**
     * The parsing of one batch.
     *
     * @param horizon groups that expired before may be let go; milliseconds since 1970
     */
    ParseEvents(int statePartitions, long horizon, Arrivals arrivals) {
        this.statePartitions = statePartitions;
        this.horizon = horizon;
        this.arrivals = arrivals;
    }

    @Override
    public Iterator<Tuple2<Integer, Changes>> call(Iterator<ConsumerRecord<byte[], byte[]>> records) {
        Settings settings = Settings.current();
        EventPipeline<Serializable> pipeline = Pipelines.named(settings.pipeline());
        EventParser parser = new EventParser(settings.maxEventBytes());
        DeadLetters deadLetters = new DeadLetters(settings);
        Lateness lateness = new Lateness(pipeline, horizon, arrivals);
        ChangeBuffer changes = new ChangeBuffer(pipeline, statePartitions);
        return changes.pack(() -> {
            if (!records.hasNext()) {
                deadLetters.confirm();
                return false;
            }
            ConsumerRecord<byte[], byte[]> record = records.next();
            lateness.seen(record);
            try {
                Event event = parser.parse(record.key(), record.value(), record.timestamp());
                String group = pipeline.group(event);
                lateness.check(group, record);
                changes.add(group, 1, pipeline.lift(event));
            } catch (BadEventException e) {
                deadLetters.send(record, e.reason());
            } catch (PipelineException e) {
                throw e.at(record.topic(), record.partition(), record.offset());
            }
            return true;
        });
    }
}
