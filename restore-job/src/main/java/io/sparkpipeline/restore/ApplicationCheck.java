package io.sparkpipeline.restore;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an application writes to the target. A driver that runs writes its metadata twice a batch
 * (org.apache.spark.streaming.CheckpointWriter), so a metadata file that was written just now tells, whatever the driver.
 */
final class ApplicationCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationCheck.class);

    private final RestoreConfig config;
    private final Clock clock;
    private @Nullable Instant lastWrite;

    ApplicationCheck(RestoreConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** The application is known to be stopped: what was written up to now was its last. */
    void stopped() throws IOException {
        lastWrite = newestWrite();
    }

    /**
     * Passes when nobody wrote for the quiet time.
     *
     * @throws JobException with exit code 65 when somebody did, unless forced
     */
    void requireStopped() throws IOException {
        Instant newest = newestWrite();
        if (newest.equals(lastWrite)) {
            return;
        }
        Duration ago = Duration.between(newest, clock.instant());
        if (ago.compareTo(config.quiet()) >= 0) {
            return;
        }
        String sign = config.target() + " got a checkpoint " + Math.max(0, ago.toSeconds())
                + " s ago, so the application seems to run";
        if (config.force()) {
            LOG.warn("{}; going on, since --force is given", sign);
            return;
        }
        throw JobException.refused(
                sign,
                "the target is as it was",
                "stop the application, wait until nothing was written for " + Durations.text(config.quiet())
                        + " (--quiet-period), or give --force when you are sure that it is stopped");
    }

    private Instant newestWrite() throws IOException {
        Instant newest = Instant.EPOCH;
        for (CheckpointFile file : new CheckpointDirectory(config.target()).metadataNewestFirst()) {
            Instant written = modified(file.path());
            newest = written.isAfter(newest) ? written : newest;
        }
        return newest;
    }

    private static Instant modified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.EPOCH;
        }
    }
}
