package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.run.BatchLedger;
import io.sparkpipeline.streaming.run.RunLineage;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;

/** Sends a batch's outputs; one whose output was not acknowledged fails, and the job with it. */
final class Publish implements VoidFunction2<JavaRDD<StatePart>, Time> {

    private static final long serialVersionUID = 2L;

    @Override
    public void call(JavaRDD<StatePart> state, Time time) {
        BatchLedger ledger = BatchLedger.current();
        ledger.checkNoneFailed();
        try {
            state.foreachPartition(new PublishPartition(RunLineage.current().generation()));
        } catch (Throwable e) {
            ledger.failed(e);
            throw e;
        }
        ledger.published(time.milliseconds());
    }
}
