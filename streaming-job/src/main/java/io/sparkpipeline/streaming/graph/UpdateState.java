package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.run.Settings;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.runtime.AbstractFunction2;

/** Folds a batch's changes into one partition of the state before it, and lets go what has expired. */
final class UpdateState
        extends AbstractFunction2<Iterator<StatePart>, Iterator<Tuple2<Integer, Changes>>, Iterator<StatePart>>
        implements Serializable {

    private static final long serialVersionUID = 3L;

    private final @Nullable LetGo letGo;

    /** @param letGo null for nothing */
    UpdateState(@Nullable LetGo letGo) {
        this.letGo = letGo;
    }

    @Override
    public Iterator<StatePart> apply(Iterator<StatePart> before, Iterator<Tuple2<Integer, Changes>> changes) {
        if (!before.hasNext()) {
            throw new IllegalStateException("a partition of the state before this batch is empty");
        }
        EventPipeline<Serializable> pipeline =
                Pipelines.named(Settings.current().pipeline());
        StateUpdate update = new StateUpdate(before.next(), pipeline);
        while (changes.hasNext()) {
            changes.next()._2().forEach(update::add);
        }
        if (letGo != null) {
            letGo.from(update);
        }
        return Iterator$.MODULE$.single(update.done());
    }
}
