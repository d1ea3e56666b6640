package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.time.Pauses;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the stream for a fresh checkpoint before the snapshot, by its trigger file on a volume that both see: the stream
 * removes the file when the checkpoint is written. The snapshot does not depend on it.
 */
final class CheckpointRequest {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointRequest.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private CheckpointRequest() {}

    /** Whether the stream wrote one within the time. */
    static boolean send(Path triggerFile, Duration timeout) {
        try {
            create(triggerFile);
            if (Pauses.until(timeout, POLL, () -> Files.notExists(triggerFile))) {
                LOG.info("the stream wrote a fresh checkpoint");
                return true;
            }
            Files.deleteIfExists(triggerFile);
            LOG.warn(
                    "the stream wrote no fresh checkpoint in {} ({} stayed): the snapshot holds its latest one",
                    Durations.text(timeout),
                    triggerFile);
        } catch (IOException e) {
            LOG.warn("no fresh checkpoint can be asked for, so the snapshot holds the latest one: {}", e.toString());
        }
        return false;
    }

    private static void create(Path triggerFile) throws IOException {
        try {
            Files.createFile(triggerFile);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} was there: someone asked already", triggerFile);
        }
    }
}
