package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.pipeline.Pipelines;
import org.apache.spark.api.java.function.Function2;

/** Combines the changes of one group within a batch. */
final class MergeCells implements Function2<Cell, Cell, Cell> {

    private static final long serialVersionUID = 1L;

    @Override
    public Cell call(Cell one, Cell other) {
        return one.merge(other, Pipelines.named(Settings.current().pipeline()));
    }
}
