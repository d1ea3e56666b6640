package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.event.Event;
import io.sparkpipeline.streaming.event.EventParser;
import io.sparkpipeline.streaming.kafka.DeadLetters;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.PipelineException;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Parses a partition's records into changes. Bad ones go to the dead-letter topic on the way, in the same pass: the
 * task does not end before they are acknowledged. When a batch is computed again after a crash they are sent again,
 * with the same topic, partition and offset in their headers.
 */
final class ParseEvents implements PairFlatMapFunction<Iterator<ConsumerRecord<byte[], byte[]>>, String, Cell> {

    private static final long serialVersionUID = 2L;

    private final long horizon;
    private final Arrivals arrivals;

    /**
     * The parsing of one batch.
     *
     * @param horizon groups that expired before may be let go; milliseconds since 1970
     */
    ParseEvents(long horizon, Arrivals arrivals) {
        this.horizon = horizon;
        this.arrivals = arrivals;
    }

    @Override
    public Iterator<Tuple2<String, Cell>> call(Iterator<ConsumerRecord<byte[], byte[]>> records) {
        Settings settings = Settings.current();
        EventPipeline<Serializable> pipeline = Pipelines.named(settings.pipeline());
        return new Changes(
                records,
                new EventParser(settings.maxEventBytes()),
                pipeline,
                new Lateness(pipeline, horizon, arrivals),
                new DeadLetters(settings));
    }

    private static final class Changes implements Iterator<Tuple2<String, Cell>> {

        private final Iterator<ConsumerRecord<byte[], byte[]>> records;
        private final EventParser parser;
        private final EventPipeline<Serializable> pipeline;
        private final Lateness lateness;
        private final DeadLetters deadLetters;
        private @Nullable Tuple2<String, Cell> next;

        private Changes(
                Iterator<ConsumerRecord<byte[], byte[]>> records,
                EventParser parser,
                EventPipeline<Serializable> pipeline,
                Lateness lateness,
                DeadLetters deadLetters) {
            this.records = records;
            this.parser = parser;
            this.pipeline = pipeline;
            this.lateness = lateness;
            this.deadLetters = deadLetters;
        }

        @Override
        public boolean hasNext() {
            while (next == null && records.hasNext()) {
                next = change(records.next());
            }
            if (next == null) {
                deadLetters.confirm();
            }
            return next != null;
        }

        @Override
        public Tuple2<String, Cell> next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Tuple2<String, Cell> change = next;
            next = null;
            return change;
        }

        private @Nullable Tuple2<String, Cell> change(ConsumerRecord<byte[], byte[]> record) {
            lateness.seen(record);
            try {
                Event event = parser.parse(record.key(), record.value(), record.timestamp());
                String group = pipeline.group(event);
                lateness.check(group, record);
                return new Tuple2<>(group, Cell.of(1, pipeline.lift(event)));
            } catch (BadEventException e) {
                deadLetters.send(record, e.reason());
                return null;
            } catch (PipelineException e) {
                throw e.at(record.topic(), record.partition(), record.offset());
            }
        }
    }
}
