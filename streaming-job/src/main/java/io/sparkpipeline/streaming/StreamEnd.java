package io.sparkpipeline.streaming;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.pipeline.PipelineException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a stream ended that nobody asked to, in words. */
final class StreamEnd {

    private static final Logger LOG = LoggerFactory.getLogger(StreamEnd.class);

    private static final String SAFE = "everything up to the last checkpoint is safe; what came after is read again";

    private StreamEnd() {}

    /** The end that this failure is: what it says itself, temporary where Kafka was away, failed else. */
    static JobException of(Exception e) {
        return e instanceof JobException known ? known : reason(e).causedBy(e);
    }

    private static JobException reason(Exception e) {
        OffsetOutOfRangeException removed = cause(e, OffsetOutOfRangeException.class);
        if (removed != null) {
            return JobException.temporary(
                    "the stream ended, for records were removed from Kafka before they were read: "
                            + removed.getMessage(),
                    SAFE,
                    "start again, which says how many are gone; then see to it that the topic keeps records longer, or"
                            + " that the stream reads faster (--max-rate-per-partition)");
        }
        KafkaException kafka = cause(e, KafkaException.class);
        if (kafka != null) {
            return JobException.temporary(
                    "the stream ended, for Kafka failed: " + kafka.getMessage(), SAFE, "start again");
        }
        PipelineException pipeline = cause(e, PipelineException.class);
        if (pipeline != null) {
            return JobException.failed(
                    "the stream ended, for the pipeline failed: " + pipeline.getMessage(),
                    SAFE + "; nothing was skipped",
                    "mend the pipeline, or let it refuse such events by a BadEventException, then start again");
        }
        String root = rootMessage(e);
        if (root.contains("No space left on device") || root.contains("Disk quota exceeded")) {
            return JobException.temporary(
                    "the stream ended, for a volume is full: " + root,
                    SAFE,
                    "make room on the volume of --checkpoint-path and where Spark keeps local files, then start again");
        }
        LOG.error("The stream ended", e);
        return JobException.failed("the stream ended: " + root, SAFE, "see the log above; start again to recover");
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    /** The first of that type among an exception and its causes; null for none. */
    static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
