package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.run.BatchLedger;
import java.time.Instant;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;

/** Runs after the output of each batch: moves the horizon on, and takes a savepoint where the driver wants one. */
final class TakeSavepoint implements VoidFunction2<JavaRDD<StatePart>, Time> {

    private static final long serialVersionUID = 2L;

    @Override
    public void call(JavaRDD<StatePart> state, Time time) {
        long batch = time.milliseconds();
        BatchLedger ledger = BatchLedger.current();
        ledger.of(batch).ifPresent(offsets -> Horizon.current().completed(batch, offsets));
        SavepointService service = SavepointService.current();
        if (service != null) {
            service.atEndOf(Instant.ofEpochMilli(batch), state, ledger);
        }
    }
}
