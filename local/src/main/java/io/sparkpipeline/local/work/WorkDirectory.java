package io.sparkpipeline.local.work;

import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one run. It is always begun empty: nothing of an earlier run is ever taken over, so a half-written
 * folder can't pass for a good one. While the run lives it holds a lock, which the system releases however the process
 * ends; a marked folder whose lock is free belongs to a dead run and is removed by whoever starts next.
 */
public final class WorkDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);

    private final Path path;
    private final RunLock lock;
    private final boolean keep;
    private final boolean wasThere;

    private WorkDirectory(Path path, RunLock lock, boolean keep, boolean wasThere) {
        this.path = path;
        this.lock = lock;
        this.keep = keep;
        this.wasThere = wasThere;
    }

    /**
     * A folder for this run, empty but for its lock and marker.
     *
     * @param given where the user wants it; null for a fresh one under {@code parent}
     * @param parent where fresh ones are made, and those of dead runs are removed
     * @param keep whether it stays after the run
     * @throws JobException (2) when the given folder holds anything that is not a dead run's, or a live run holds it
     */
    public static WorkDirectory open(@Nullable Path given, Path parent, boolean keep, Clock clock) {
        try {
            StaleRuns.removeUnder(parent, clock);
            return given == null ? fresh(parent, keep, clock) : at(given.toAbsolutePath(), keep, clock);
        } catch (IOException e) {
            throw JobException.usage(
                            "the work directory " + (given == null ? parent : given) + " can't be used: " + e,
                            "name a folder that can be written to with --work-dir")
                    .causedBy(e);
        }
    }

    private static WorkDirectory fresh(Path parent, boolean keep, Clock clock) throws IOException {
        Path path = Files.createTempDirectory(Files.createDirectories(parent), StaleRuns.PREFIX);
        return begin(path, RunLock.take(path).orElseThrow(), keep, false, clock);
    }

    private static WorkDirectory at(Path path, boolean keep, Clock clock) throws IOException {
        boolean wasThere = Files.exists(path);
        Files.createDirectories(path);
        RunMarker.Kind kind = RunMarker.kindOf(path);
        switch (kind) {
            case FOREIGN ->
                throw JobException.usage(
                        "the work directory " + path + " is not empty, and no run of this program made it",
                        "name an empty or a new folder with --work-dir");
            case KEPT ->
                throw JobException.usage(
                        "the work directory " + path + " was kept from an earlier run",
                        "remove it, or name another with --work-dir");
            case EMPTY, RUN -> LOG.debug("{} can be used: {}", path, kind);
        }
        RunLock lock = RunLock.take(path)
                .orElseThrow(() -> JobException.usage(
                        "the work directory " + path + " is in use by another run", "name another with --work-dir"));
        RunMarker.Kind locked = RunMarker.kindOf(path);
        if (locked == RunMarker.Kind.KEPT) {
            lock.close();
            throw JobException.usage(
                    "the work directory " + path + " was kept by a run that ended just now",
                    "name another with --work-dir");
        }
        if (locked == RunMarker.Kind.RUN) {
            LOG.info("Removing what a dead run left in {}", path);
        }
        Trees.clear(path, RunLock.FILE);
        return begin(path, lock, keep, wasThere, clock);
    }

    private static WorkDirectory begin(Path path, RunLock lock, boolean keep, boolean wasThere, Clock clock)
            throws IOException {
        RunMarker.write(path, RunMarker.Kind.RUN, clock);
        LOG.info("Work directory {}", path);
        return new WorkDirectory(path, lock, keep, wasThere);
    }

    public Path path() {
        return path;
    }

    /** A folder inside, made when it is not there. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(path.resolve(name));
    }

    /** Removes it, or marks it as kept. A folder that the user had made stays, empty. */
    @Override
    public void close() throws IOException {
        try {
            if (keep) {
                RunMarker.rewrite(path, RunMarker.Kind.KEPT);
                LOG.info("The work directory {} is kept", path);
            } else {
                Trees.clear(path, RunLock.FILE);
            }
        } finally {
            lock.close();
        }
        if (!keep && !wasThere) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public String toString() {
        return "work directory " + path;
    }
}
