package io.sparkpipeline.local.work;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the folders of runs that were killed. */
final class StaleRuns {

    static final String PREFIX = "spark-pipeline-";

    /** A run marks its folder within moments of making it; one that is older and has no marker never will. */
    private static final Duration UNMARKED = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(StaleRuns.class);

    private StaleRuns() {}

    static void removeUnder(Path parent, Clock clock) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                try {
                    removeIfDead(folder, clock.instant());
                } catch (IOException e) {
                    // Another user's, or another starter removes it at this moment.
                    LOG.debug("{} is left alone: {}", folder, e.toString());
                }
            }
        }
    }

    private static void removeIfDead(Path folder, Instant now) throws IOException {
        if (!looksDead(folder, now)) {
            return;
        }
        Optional<RunLock> taken = RunLock.take(folder);
        if (taken.isEmpty()) {
            return;
        }
        try (RunLock lock = taken.orElseThrow()) {
            if (!looksDead(folder, now)) {
                LOG.debug("{} came to life: {} is released", folder, lock);
                return;
            }
            LOG.info("Removing {}: its run ended without cleaning up", folder);
            Trees.clear(folder, RunLock.FILE);
        }
        Files.deleteIfExists(folder);
    }

    private static boolean looksDead(Path folder, Instant now) throws IOException {
        if (!Files.isDirectory(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        return switch (RunMarker.kindOf(folder)) {
            case RUN -> true;
            case EMPTY -> Files.getLastModifiedTime(folder).toInstant().isBefore(now.minus(UNMARKED));
            case KEPT, FOREIGN -> false;
        };
    }
}
