package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointMetadata;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.streaming.graph.LogInputDStream;
import io.sparkpipeline.streaming.savepoint.SavepointStore;
import io.sparkpipeline.streaming.wal.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes segments of the write-ahead log that no metadata file and no savepoint would read again. Where one of them can't
 * be read nothing is removed.
 */
public final class LogRetention {

    private static final Logger LOG = LoggerFactory.getLogger(LogRetention.class);

    private final CheckpointDirectory directory;
    private final SavepointStore savepoints;
    private final EventLog log;
    private final long intervalNanos;
    private long last = System.nanoTime();
    private volatile String told = "";

    /**
     * That of a checkpoint folder's log.
     *
     * @param interval between two looks; each reads all metadata files
     */
    public LogRetention(Path checkpointFolder, EventLog log, Duration interval) {
        this.directory = new CheckpointDirectory(checkpointFolder);
        this.savepoints = new SavepointStore(checkpointFolder);
        this.log = log;
        this.intervalNanos = interval.toNanos();
    }

    /**
     * Removes what can be, now and then; cheap while there is nothing to remove.
     *
     * @param counted the first offset that is not counted yet
     */
    public void look(long counted) {
        if (System.nanoTime() - last < intervalNanos || !log.canRemoveBefore(counted)) {
            return;
        }
        last = System.nanoTime();
        try {
            OptionalLong needed = needed();
            told = "";
            if (needed.isPresent()) {
                log.removeBefore(Math.min(counted, needed.orElseThrow()));
            }
        } catch (IOException | RuntimeException e) {
            tell(e);
        }
    }

    /** Whether nothing could be removed at the last look, since something that may read the log can't be read itself. */
    public boolean isBlocked() {
        return !told.isEmpty();
    }

    /** Once for each reason: it is looked at again and again. */
    private void tell(Exception reason) {
        if (!told.equals(reason.toString())) {
            told = reason.toString();
            LOG.warn(
                    "Segments of the write-ahead log stay, since what reads them is not known: {}. Safe: every event."
                            + " Next: if this stays, see to the file, or the volume fills",
                    told);
        }
    }

    /** The least offset that a recovery could read; empty where that is not known. */
    private OptionalLong needed() throws IOException {
        List<CheckpointFile> files = directory.metadataNewestFirst();
        long least = Long.MAX_VALUE;
        for (CheckpointFile file : files) {
            least = Math.min(least, offset(CheckpointMetadata.read(file).offsets()));
        }
        for (KafkaOffsets offsets : savepoints.offsets()) {
            least = Math.min(least, offset(offsets));
        }
        return files.isEmpty() ? OptionalLong.empty() : OptionalLong.of(least);
    }

    /** One of another source reads nothing of the log; it is kept whole all the same. */
    private static long offset(KafkaOffsets offsets) {
        SortedMap<Integer, Long> log = offsets.byTopic().get(LogInputDStream.TOPIC);
        return log == null ? 0 : log.getOrDefault(LogInputDStream.PARTITION.partition(), 0L);
    }
}
