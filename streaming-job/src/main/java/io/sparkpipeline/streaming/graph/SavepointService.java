package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.run.BatchLedger;
import io.sparkpipeline.streaming.run.BatchOffsets;
import io.sparkpipeline.streaming.run.RunLineage;
import io.sparkpipeline.streaming.run.Settings;
import io.sparkpipeline.streaming.savepoint.Lineage;
import io.sparkpipeline.streaming.savepoint.Savepoint;
import io.sparkpipeline.streaming.savepoint.SavepointManifest;
import io.sparkpipeline.streaming.savepoint.SavepointPart;
import io.sparkpipeline.streaming.savepoint.SavepointStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on the driver which batch ends with a savepoint, and takes it. The function in the graph finds it here: its
 * interval and folder are this run's and must not come back from a checkpoint.
 */
public final class SavepointService {

    private static final Logger LOG = LoggerFactory.getLogger(SavepointService.class);

    /** Batches after which the state of a savepoint is surely in Spark's own state checkpoints. */
    private static final int PROTECTED_BATCHES = 40;

    private static volatile @Nullable SavepointService current;

    private final String application;
    private final SavepointStore store;
    private final Duration interval;
    private final int keep;
    private final Clock clock;
    private final Map<Path, Integer> protectedFolders = new ConcurrentHashMap<>();
    private @Nullable Instant last;
    private @Nullable Instant lastTaken;
    private boolean requested;
    private long taken;
    private long failures;
    private double lastSeconds;

    /**
     * The service of a run.
     *
     * @param interval between two savepoints by batch time; zero for those asked for only
     * @param keep how many are kept
     */
    public SavepointService(String application, SavepointStore store, Duration interval, int keep, Clock clock) {
        this.application = application;
        this.store = store;
        this.interval = interval;
        this.keep = keep;
        this.clock = clock;
    }

    /** Makes it the one of this JVM. */
    public void install() {
        current = this;
    }

    static @Nullable SavepointService current() {
        return current;
    }

    /** Asks for one at the end of the next batch. */
    public synchronized void request() {
        requested = true;
    }

    /** Savepoints taken in this run. */
    public synchronized long taken() {
        return taken;
    }

    /** Savepoints that failed in this run. */
    public synchronized long failures() {
        return failures;
    }

    /** Seconds that the last one took. */
    public synchronized double lastSeconds() {
        return lastSeconds;
    }

    /** When the last one was complete; null before the first. */
    public synchronized @Nullable Instant lastTaken() {
        return lastTaken;
    }

    /** Keeps a savepoint from being deleted as long as a recovery may have to read it again. */
    void protect(Path folder) {
        protectedFolders.put(folder, PROTECTED_BATCHES);
    }

    private void age() {
        protectedFolders.replaceAll((folder, left) -> left - 1);
        protectedFolders.values().removeIf(left -> left <= 0);
    }

    private synchronized boolean isDue(Instant batch) {
        if (requested) {
            return true;
        }
        if (interval.isZero()) {
            return false;
        }
        if (last == null) {
            last = batch;
        }
        return !batch.isBefore(last.plus(interval));
    }

    /** Called at the end of each batch; a failure is told of and is no failure of the batch. */
    void atEndOf(Instant batch, JavaRDD<StatePart> state, BatchLedger ledger) {
        age();
        BatchOffsets offsets = ledger.of(batch.toEpochMilli()).orElse(null);
        // Without its output out, a batch must not be gone on from: its changes would never be published.
        if (offsets == null || !ledger.isPublished(batch.toEpochMilli()) || !isDue(batch)) {
            return;
        }
        long start = System.nanoTime();
        try {
            Savepoint savepoint = take(batch, state, offsets);
            store.prune(keep, protectedFolders.keySet());
            done(batch, (System.nanoTime() - start) / 1e9);
            LOG.info(
                    "Savepoint {} taken: {} groups in {} s",
                    savepoint.name(),
                    savepoint.manifest().groups(),
                    lastSeconds());
        } catch (IOException | RuntimeException e) {
            failed();
            LOG.warn("No savepoint of batch {}: the stream goes on; the next batch tries again", batch, e);
        }
    }

    private synchronized void done(Instant batch, double seconds) {
        last = batch;
        lastTaken = clock.instant();
        requested = false;
        taken++;
        lastSeconds = seconds;
    }

    private synchronized void failed() {
        failures++;
    }

    private Savepoint take(Instant batch, JavaRDD<StatePart> state, BatchOffsets offsets) throws IOException {
        Path folder = store.begin(batch);
        List<SavepointPart> parts = state.mapPartitionsWithIndex(new WritePart(folder.toString()), true)
                .collect();
        long groups = parts.stream().mapToLong(SavepointPart::groups).sum();
        String pipeline = Settings.current().pipeline();
        Instant horizon = horizon();
        Lineage lineage = RunLineage.current().isUnknown() ? null : RunLineage.current();
        return store.commit(
                folder,
                new SavepointManifest(
                        SavepointManifest.formatFor(horizon, lineage),
                        application,
                        batch,
                        pipeline,
                        Pipelines.named(pipeline).version(),
                        KafkaOffsets.of(offsets.next()),
                        groups,
                        horizon,
                        lineage,
                        parts));
    }

    private static @Nullable Instant horizon() {
        long time = Horizon.current().time();
        return time == Long.MIN_VALUE ? null : Instant.ofEpochMilli(time);
    }
}
