package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.CorruptBackupException;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** A restore: check the index, the application and the room, download and verify beside the target, swap, report. */
final class RestoreJob {

    private final RestoreConfig config;
    private final BackupRepository repository;
    private final Clock clock;
    private final PrintWriter err;

    RestoreJob(RestoreConfig config, BackupRepository repository, Clock clock, PrintWriter err) {
        this.config = config;
        this.repository = repository;
        this.clock = clock;
        this.err = err;
    }

    Report run(BackupManifest manifest) throws IOException {
        RestoreReport report = new RestoreReport(manifest, config, clock);
        ApplicationCheck application = new ApplicationCheck(config, clock);
        try {
            repository.index(manifest).check();
            application.requireStopped();
            if (config.dryRun()) {
                Room.require(manifest, config.parent(), 0);
                return report.dryRun();
            }
            try (RestoreFolder folder = RestoreFolder.open(config)) {
                Path data = folder.prepare(manifest.id());
                Download download = new Download(repository, config.parallelism(), err);
                long resumed = download.into(data, manifest);
                StagedCheckpoint.require(data, manifest);
                VolumeSync.sync(data);
                application.requireStopped();
                Optional<Path> replaced = folder.swap(data, clock.instant());
                return report.done(replaced, resumed);
            }
        } catch (CorruptBackupException e) {
            throw e.toJobException(manifest.id(), "the target " + config.target() + " is as it was");
        } catch (StoreException e) {
            throw e.toJobException(
                    "the target " + config.target()
                            + " is as it was; what was downloaded and verified stays beside it, and the next run goes on there");
        }
    }

    /** For a target that can't be: without a parent or name. */
    static void requireTarget(Path target) {
        if (target.getParent() == null || target.getFileName() == null) {
            throw JobException.usage("--target " + target + " is the root of a file system", "name a folder below it");
        }
    }
}
