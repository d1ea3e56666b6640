package io.sparkpipeline.streaming.graph;

import java.time.Instant;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.streaming.Time;

/** Runs after the output of each batch: finds what is to be let go, and takes a savepoint where the driver wants one. */
final class TakeSavepoint implements VoidFunction2<JavaPairRDD<String, Cell>, Time> {

    private static final long serialVersionUID = 1L;

    @Override
    public void call(JavaPairRDD<String, Cell> state, Time time) {
        long batch = time.milliseconds();
        BatchLedger ledger = BatchLedger.current();
        Horizon horizon = Horizon.current();
        ledger.of(batch).ifPresent(offsets -> horizon.completed(batch, offsets));
        LetGo.current().atEndOf(state, horizon.time());
        SavepointService service = SavepointService.current();
        if (service != null) {
            service.atEndOf(Instant.ofEpochMilli(batch), state, ledger);
        }
    }
}
