package io.sparkpipeline.streaming;

import io.sparkpipeline.streaming.graph.SavepointService;
import io.sparkpipeline.streaming.ops.CheckpointStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trigger file: when it appears, the next batch ends with a savepoint; when that batch's checkpoint is written, too,
 * the file is removed. Who touched it waits for its removal.
 */
final class Trigger {

    private static final Logger LOG = LoggerFactory.getLogger(Trigger.class);

    private final Path file;
    private final SavepointService savepoints;
    private final CheckpointStatus checkpoints;
    private boolean seen;
    private long takenBefore;

    Trigger(Path file, SavepointService savepoints, CheckpointStatus checkpoints) {
        this.file = file;
        this.savepoints = savepoints;
        this.checkpoints = checkpoints;
    }

    /** Looks once. */
    void look() {
        if (!Files.exists(file)) {
            seen = false;
            return;
        }
        if (!seen) {
            seen = true;
            takenBefore = savepoints.taken();
            LOG.info("{} is there: checkpoint and savepoint at the end of the next batch", file);
            savepoints.request();
        } else if (savepoints.taken() > takenBefore && isCheckpointed()) {
            done();
        }
    }

    private boolean isCheckpointed() {
        Instant savepoint = savepoints.lastTaken();
        Instant checkpoint = checkpoints.lastSaved();
        return savepoint != null && checkpoint != null && !checkpoint.isBefore(savepoint);
    }

    private void done() {
        try {
            Files.deleteIfExists(file);
            LOG.info("Checkpoint and savepoint are written; {} removed", file);
        } catch (IOException e) {
            LOG.warn("{} can not be removed: {}", file, e.toString());
        }
        seen = false;
    }
}
