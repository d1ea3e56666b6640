package io.sparkpipeline.streaming.graph;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;

/** Sends a batch's outputs; a batch whose output was not acknowledged fails, and the job with it. */
final class Publish implements VoidFunction2<JavaRDD<StatePart>, Time> {

    private static final long serialVersionUID = 2L;

    @Override
    public void call(JavaRDD<StatePart> state, Time time) {
        state.foreachPartition(new PublishPartition());
        BatchLedger.current().published(time.milliseconds());
    }
}
