package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.GenerationFile;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.config.StreamConfig.OnLostRecords;
import io.sparkpipeline.streaming.kafka.LostRecords;
import io.sparkpipeline.streaming.ops.StreamStatus;
import io.sparkpipeline.streaming.run.RunLineage;
import io.sparkpipeline.streaming.savepoint.Lineage;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where a run goes on, of where it should: where records are gone, the policy decides. What goes on from less than was
 * published is another generation, so that its results are seen by readers that keep the highest version.
 */
final class Resumption {

    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

    private final StreamConfig config;
    private final Source source;
    private final Clock clock;
    private final SparkContext spark;
    private final StreamStatus status;
    private final GenerationFile generations;

    Resumption(StreamConfig config, Source source, Clock clock, SparkContext spark, StreamStatus status) {
        this.config = config;
        this.source = source;
        this.clock = clock;
        this.spark = spark;
        this.status = status;
        this.generations = new GenerationFile(config.checkpointPath());
    }

    /**
     * Where each partition goes on; the lineage of the run is set by it.
     *
     * @param wanted where it should
     * @param read how far each was read before, by what is gone on from; further than where it should go on
     * @param lineage what those offsets are of
     * @throws JobException (refused) where records are gone, unless they are to be skipped
     */
    Map<TopicPartition, Long> of(Map<TopicPartition, Long> wanted, Map<TopicPartition, Long> read, Lineage lineage)
            throws IOException {
        LostRecords lost = source.missing(wanted, read, lineage.topicId());
        if (!lost.details().isEmpty()) {
            decide(lost);
        }
        boolean goesOn = lost.details().isEmpty() && lineage.generation() >= generations.highest();
        begin(
                lost.topicId().isEmpty() ? lineage.topicId() : lost.topicId(),
                goesOn ? lineage.generation() : after(lineage.generation()));
        return lost.starts();
    }

    /** Where a run begins that goes on from nothing, in a folder whose totals are lost. */
    Map<TopicPartition, Long> anew() throws IOException {
        LostRecords nothing = source.missing(Map.of(), Map.of(), "");
        begin(nothing.topicId(), after(0));
        return nothing.starts();
    }

    /** On the disk first: what is published with it must be known to every later start. */
    private void begin(String topicId, long generation) throws IOException {
        generations.keep(generation);
        RunLineage.set(spark, new Lineage(topicId, generation));
    }

    private long after(long known) throws IOException {
        long generation = generations.after(known, clock.instant());
        LOG.warn(
                "Versions begin anew with generation {}: they are above all that were published before, though what they"
                        + " are of is less",
                generation);
        return generation;
    }

    private void decide(LostRecords lost) {
        String what = (lost.lost() > 0 ? lost.lost() + " records of " : "Records of ")
                + config.kafka().topic() + " are gone before they were counted: " + String.join("; ", lost.details());
        if (config.onLostRecords() == OnLostRecords.fail) {
            throw JobException.refused(
                    what,
                    "checkpoint and savepoints are as they were",
                    "where the records are lost for good, go on without them by --on-lost-records=skip");
        }
        LOG.error("{}; going on without them, as asked for by --on-lost-records=skip", what);
        status.lost(lost.lost());
    }
}
