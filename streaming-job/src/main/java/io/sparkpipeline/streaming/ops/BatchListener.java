package io.sparkpipeline.streaming.ops;

import io.sparkpipeline.streaming.run.BatchLedger;
import java.time.Instant;
import org.apache.spark.streaming.scheduler.BatchInfo;
import org.apache.spark.streaming.scheduler.OutputOperationInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchStarted;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchSubmitted;
import scala.jdk.javaapi.CollectionConverters;

/** Feeds the status with what Spark says of batches. */
public final class BatchListener implements StreamingListener {

    private final StreamStatus status;
    private final BatchLedger ledger;

    /** A listener for one run. */
    public BatchListener(StreamStatus status, BatchLedger ledger) {
        this.status = status;
        this.ledger = ledger;
    }

    @Override
    public void onBatchSubmitted(StreamingListenerBatchSubmitted event) {
        status.submitted(Instant.ofEpochMilli(event.batchInfo().batchTime().milliseconds()));
    }

    @Override
    public void onBatchStarted(StreamingListenerBatchStarted event) {
        status.started();
    }

    /** A batch with a failed output is completed, too, for Spark; it is no progress. */
    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted event) {
        BatchInfo batch = event.batchInfo();
        boolean failed = CollectionConverters.asJava(batch.outputOperationInfos()).values().stream()
                .map(OutputOperationInfo.class::cast)
                .anyMatch(output -> output.failureReason().isDefined());
        if (failed) {
            status.failed();
            return;
        }
        long time = batch.batchTime().milliseconds();
        status.completed(
                Instant.ofEpochMilli(time),
                seconds(batch.processingDelay()),
                seconds(batch.schedulingDelay()),
                ledger.of(time));
        ledger.done(time);
    }

    private static double seconds(scala.Option<Object> millis) {
        return millis.isEmpty() ? 0 : ((Number) millis.get()).longValue() / 1000.0;
    }
}
