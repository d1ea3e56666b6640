package io.sparkpipeline.streaming.graph;

import java.time.Instant;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;

/** Runs after the output of each batch, and takes a savepoint where the driver's service wants one. */
final class TakeSavepoint implements VoidFunction2<JavaPairRDD<String, Cell>, Time> {

    private static final long serialVersionUID = 1L;

    @Override
    public void call(JavaPairRDD<String, Cell> state, Time time) {
        SavepointService service = SavepointService.current();
        if (service != null) {
            service.atEndOf(Instant.ofEpochMilli(time.milliseconds()), state, BatchLedger.current());
        }
    }
}
