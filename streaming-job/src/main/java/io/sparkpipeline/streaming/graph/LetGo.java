package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the groups behind the horizon. They are handed to the next batch that is planned, as changes that hold nothing;
 * those that a crash forgets are found again. One in a JVM, as the streaming context.
 */
final class LetGo {

    private static final Logger LOG = LoggerFactory.getLogger(LetGo.class);

    /** As often as the state is checkpointed: a look goes through all groups. */
    private static final int BATCHES = 10;

    /** So many at a time, for their names go through the driver. */
    private static final int MOST = 20_000;

    private static volatile LetGo current = new LetGo();

    private List<String> found = List.of();
    private long looked = Long.MIN_VALUE;
    private int batches;

    static LetGo current() {
        return current;
    }

    static void begin() {
        current = new LetGo();
    }

    /** What was found since the last call. */
    synchronized List<String> take() {
        List<String> taken = found;
        found = List.of();
        return taken;
    }

    /** Called at the end of each batch. */
    void atEndOf(JavaPairRDD<String, Cell> state, long horizon) {
        if (++batches % BATCHES != 0 || horizon == looked) {
            return;
        }
        List<String> expired =
                new ArrayList<>(state.keys().filter(new Expired(horizon)).take(MOST));
        if (expired.size() < MOST) {
            looked = horizon;
        }
        if (!expired.isEmpty()) {
            LOG.info("Letting go of {} groups that have expired, such as {}", expired.size(), expired.get(0));
            synchronized (this) {
                found = List.copyOf(expired);
            }
        }
    }

    private record Expired(long horizon) implements Function<String, Boolean> {

        @Override
        public Boolean call(String group) {
            EventPipeline<Serializable> pipeline =
                    Pipelines.named(Settings.current().pipeline());
            return Lateness.of(pipeline, group) < horizon;
        }
    }
}
