package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.CorruptBackupException;
import io.sparkpipeline.common.cli.AtTermination;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A rehearsal: all of a restore but the swap. */
final class DrillJob {

    private static final String SAFE = "the pipeline and its checkpoint directory were not touched";

    private static final Logger LOG = LoggerFactory.getLogger(DrillJob.class);

    private final BackupRepository repository;
    private final int parallelism;
    private final Clock clock;
    private final PrintWriter err;

    DrillJob(BackupRepository repository, int parallelism, Clock clock, PrintWriter err) {
        this.repository = repository;
        this.parallelism = parallelism;
        this.clock = clock;
        this.err = err;
    }

    /** @param scratch null for a temporary folder that is deleted at the end */
    Report run(BackupManifest manifest, @Nullable Path scratch) {
        try {
            return rehearse(manifest, scratch);
        } catch (IOException | UncheckedIOException e) {
            throw RestoreJob.unusable(scratch == null ? Path.of(System.getProperty("java.io.tmpdir")) : scratch, e);
        }
    }

    private Report rehearse(BackupManifest manifest, @Nullable Path scratch) throws IOException {
        if (scratch != null) {
            return rehearseIn(requireEmpty(scratch), manifest, scratch);
        }
        Path folder = Files.createTempDirectory("restore-drill-");
        try (AtTermination sweeper = new AtTermination("drill-sweeper", () -> sweep(folder))) {
            sweeper.begin();
            try {
                return rehearseIn(folder, manifest, null);
            } finally {
                FileTrees.delete(folder);
            }
        }
    }

    private Report rehearseIn(Path folder, BackupManifest manifest, @Nullable Path scratch) throws IOException {
        Instant started = clock.instant();
        try {
            new Download(repository, parallelism, err).into(folder, manifest);
            StagedCheckpoint.require(folder, manifest);
            return report(manifest, scratch, started);
        } catch (CorruptBackupException e) {
            throw e.toJobException(manifest.id(), SAFE);
        } catch (StoreException e) {
            throw e.toJobException(SAFE);
        }
    }

    /** When the process is told to end: nobody else knows that folder. */
    private static void sweep(Path folder) {
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted: {}", folder, e.toString());
        }
    }

    private static Path requireEmpty(Path scratch) throws IOException {
        Path folder = scratch.toAbsolutePath().normalize();
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw JobException.usage(
                        "--scratch " + folder + " is not empty", "name an empty folder, or one that is not there");
            }
        }
        return folder;
    }

    private Report report(BackupManifest manifest, @Nullable Path scratch, Instant started) {
        Instant now = clock.instant();
        double seconds = Durations.seconds(Duration.between(started, now));
        Duration age = Duration.between(manifest.checkpointTime(), now);
        return Report.of("restore drill")
                .with("backupId", manifest.id().text())
                .with("verdict", "restorable")
                .with("seconds", seconds)
                .with("dataAgeSeconds", Durations.seconds(age))
                .with("files", manifest.files())
                .with("bytes", manifest.bytes())
                .with("checkpointTime", manifest.checkpointTime())
                .with("offsets", manifest.offsets())
                .with("scratch", scratch == null ? null : scratch.toString())
                .line("Drill passed: backup " + manifest.id() + " of checkpoint " + manifest.checkpointTime()
                        + " restores, and holds all that a recovery needs")
                .line(String.format(
                        Locale.ROOT,
                        "%,d files, %s, in %.1f s; the data is %s old",
                        manifest.files(),
                        ByteSize.human(manifest.bytes()),
                        seconds,
                        Durations.age(age, " ")));
    }
}
