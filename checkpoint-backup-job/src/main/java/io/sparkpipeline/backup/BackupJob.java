package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.CorruptBackupException;
import io.sparkpipeline.common.checkpoint.ConsistentCut;
import io.sparkpipeline.common.checkpoint.Cut;
import io.sparkpipeline.common.checkpoint.CutOptions;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A backup run: lock, cut, upload what earlier runs left, upload the cut, commit, read back, prune. */
final class BackupJob {

    private static final Logger LOG = LoggerFactory.getLogger(BackupJob.class);

    private final BackupConfig config;
    private final BackupRepository repository;
    private final Clock clock;
    private final PrintWriter err;

    BackupJob(BackupConfig config, BackupRepository repository, Clock clock, PrintWriter err) {
        this.config = config;
        this.repository = repository;
        this.clock = clock;
        this.err = err;
    }

    Report run() {
        try {
            return backUp();
        } catch (IOException | UncheckedIOException e) {
            throw JobException.failed(
                            "the volume of " + config.source() + " can't be used: " + e.getMessage(),
                            "the checkpoint directory was only read; earlier backups are as they were",
                            "check that the volume is mounted and writable, and make room on it, then run it again")
                    .causedBy(e);
        }
    }

    private Report backUp() throws IOException {
        BackupReport report = new BackupReport(clock.instant());
        requireSource();
        try (StagingFolder staging = StagingFolder.open(config.staging())) {
            List<StagedCut> pending = new ArrayList<>(staging.leftovers());
            StagedCut cut = cut(staging);
            if (config.dryRun()) {
                return dryRun(staging, cut, report);
            }
            pending.add(cut);
            upload(staging, pending, report);
            prune(report);
        }
        return report.finish(clock.instant());
    }

    private void requireSource() throws IOException {
        // The cut says what is wrong with a source; without one there is nothing beside which to stage.
        if (!Files.isDirectory(config.source())) {
            new ConsistentCut(clock, CutOptions.defaults()).take(config.source(), config.staging());
        }
    }

    private StagedCut cut(StagingFolder staging) throws IOException {
        BackupId id = BackupId.create(clock.instant(), new SecureRandom());
        Path folder = staging.create(id);
        try {
            Cut cut = new ConsistentCut(clock, CutOptions.defaults()).take(config.source(), StagedCut.data(folder));
            return StagedCut.commit(folder, id, config.source(), cut, config.compression());
        } catch (IOException | RuntimeException e) {
            FileTrees.delete(folder);
            throw e;
        }
    }

    /** Oldest first: what waited on the volume goes up before the newest. */
    private void upload(StagingFolder staging, List<StagedCut> pending, BackupReport report) throws IOException {
        CutUpload upload = new CutUpload(repository, config, err);
        PendingCuts keeper = new PendingCuts(staging, config.pendingLimit());
        StagedCut newest = pending.get(pending.size() - 1);
        for (StagedCut cut : pending) {
            try {
                BackupOutcome outcome = upload.run(cut);
                staging.delete(cut);
                report.uploaded(outcome, cut.equals(newest));
            } catch (StoreException e) {
                throw keeper.keepNewest(pending, e);
            } catch (CorruptBackupException e) {
                if (cut.equals(newest)) {
                    throw e.toJobException(
                            cut.id(), "earlier backups are as they were; the cut waits in " + cut.folder());
                }
                giveUp(staging, cut, e);
            } catch (JobException | IllegalStateException | IOException e) {
                if (cut.equals(newest)) {
                    throw e;
                }
                giveUp(staging, cut, e);
            }
        }
    }

    /** A newer cut is staged: an old one that can't be uploaded must not stand in its way for ever. */
    private static void giveUp(StagingFolder staging, StagedCut old, Exception reason) throws IOException {
        LOG.warn("the cut {} of an earlier run is given up for the newer one: {}", old.id(), reason.getMessage());
        staging.delete(old);
    }

    private void prune(BackupReport report) throws IOException {
        Pruner pruner = new Pruner(repository, config.retention(), config.parallelism(), clock);
        try {
            RetentionPlan plan = pruner.plan();
            pruner.apply(plan);
            report.pruned(plan);
        } catch (StoreException e) {
            LOG.warn("the backup is safe, but pruning failed and is left to the next run: {}", e.happened());
            report.pruneFailed(e);
        }
    }

    private Report dryRun(StagingFolder staging, StagedCut cut, BackupReport report) throws IOException {
        try {
            List<Pack> packs = new ArrayList<>();
            PackPlanner.plan(
                    cut.data(),
                    PackSizes.of(cut.facts().bytes()),
                    pack -> packs.add(new Pack(pack.number(), pack.large(), List.of())));
            report.wouldUpload(cut, packs.size());
            report.wouldPrune(new Pruner(repository, config.retention(), config.parallelism(), clock).plan());
            return report.finish(clock.instant());
        } catch (StoreException e) {
            throw e.toJobException("this was a dry run: nothing was uploaded or deleted");
        } finally {
            staging.delete(cut);
        }
    }
}
