package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.CorruptBackupException;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.store.StoreException;
import io.sparkpipeline.restore.application.Suspender;
import io.sparkpipeline.restore.application.Suspension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A restore: check that the application is stopped, download and verify beside the target, swap, report. The index is
 * checked first where nothing is to be done before it is good: in a dry run, and before an application is suspended.
 */
final class RestoreJob {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreJob.class);

    private final RestoreConfig config;
    private final BackupRepository repository;
    private final Clock clock;
    private final PrintWriter err;
    private final Optional<Suspender> suspender;

    RestoreJob(
            RestoreConfig config,
            BackupRepository repository,
            Optional<Suspender> suspender,
            Clock clock,
            PrintWriter err) {
        this.suspender = suspender;
        this.config = config;
        this.repository = repository;
        this.clock = clock;
        this.err = err;
    }

    Report run(BackupManifest manifest) {
        RestoreReport report = new RestoreReport(manifest, config, clock);
        ApplicationCheck application = new ApplicationCheck(config, clock);
        try {
            if (config.dryRun() || suspender.isPresent()) {
                // Nobody is stopped for a backup that is no good; a download checks the same as it goes.
                repository.index(manifest).check();
            }
            if (config.dryRun()) {
                if (suspender.isEmpty()) {
                    application.requireStopped();
                }
                Path volume = existing(config.parent());
                RestoreFolder.requireOneVolume(config, volume);
                Room.require(manifest, volume, 0);
                return report.dryRun();
            }
            if (suspender.isEmpty()) {
                return restore(manifest, application, report, Suspension.Step::run);
            }
            return restoreSuspended(suspender.orElseThrow(), manifest, application, report);
        } catch (CorruptBackupException e) {
            throw e.toJobException(manifest.id(), "the target " + config.target() + " is as it was");
        } catch (StoreException e) {
            throw e.toJobException(
                    "the target " + config.target()
                            + " is as it was; what was downloaded and verified stays beside it, and the next run goes on there");
        } catch (IOException | UncheckedIOException e) {
            throw unusable(config.target(), e);
        }
    }

    /** A restore makes what is missing. */
    private static Path existing(Path folder) {
        Path at = folder.toAbsolutePath();
        for (Path parent = at.getParent(); !Files.exists(at) && parent != null; parent = at.getParent()) {
            at = parent;
        }
        return at;
    }

    private Report restoreSuspended(
            Suspender stop, BackupManifest manifest, ApplicationCheck application, RestoreReport report)
            throws IOException {
        Report done;
        Suspension suspended;
        try (Suspension suspension = stop.suspend()) {
            suspended = suspension;
            application.stopped();
            done = restore(manifest, application, report, suspension::whileSuspended);
        }
        return suspended.tell(done);
    }

    /** Who lets the swap pass. */
    private interface Guard {
        Optional<Path> pass(Suspension.Step swap) throws IOException;
    }

    private Report restore(BackupManifest manifest, ApplicationCheck application, RestoreReport report, Guard guard)
            throws IOException {
        application.requireStopped();
        try (RestoreFolder folder = RestoreFolder.open(config)) {
            Path data = folder.prepare(manifest.id());
            Download download = new Download(repository, config.parallelism(), err);
            long resumed = download.into(data, manifest);
            StagedCheckpoint.require(data, manifest);
            VolumeSync.sync(data);
            Optional<Path> replaced = guard.pass(() -> {
                application.requireStopped();
                return folder.swap(data, clock.instant());
            });
            LOG.info(
                    "restored backup {} to {}{}",
                    manifest.id(),
                    config.target(),
                    replaced.map(old -> "; what was there is kept as " + old).orElse(""));
            return report.done(replaced, resumed);
        }
    }

    /** The volume does not let a restore do its work: not there, not writable, or full. */
    static JobException unusable(Path folder, Exception e) {
        return JobException.failed(
                        "the volume of " + folder + " can't be used: " + e,
                        "the checkpoint directory is as it was, or kept aside; what was verified stays for the next run",
                        "check that it is mounted, writable and has room, then run it again")
                .causedBy(e);
    }

    /** For a target that can't be: without a parent or name. */
    static void requireTarget(Path target) {
        if (target.getParent() == null || target.getFileName() == null) {
            throw JobException.usage("--target " + target + " is the root of a file system", "name a folder below it");
        }
        if (Files.isSymbolicLink(target)) {
            throw JobException.usage(
                    "--target " + target + " is a symbolic link, which a restore would replace",
                    "name the folder itself");
        }
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw JobException.usage("--target " + target + " is a file", "name the checkpoint directory");
        }
    }
}
