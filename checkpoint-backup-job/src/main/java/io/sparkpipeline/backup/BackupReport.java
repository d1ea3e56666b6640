package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a backup run has to say. */
final class BackupReport {

    private final Report report = Report.of("backup");
    private final List<String> waited = new ArrayList<>();
    private final Instant started;

    BackupReport(Instant started) {
        this.started = started;
    }

    void uploaded(BackupOutcome outcome, boolean newest) {
        BackupManifest manifest = outcome.manifest();
        if (!newest) {
            waited.add(manifest.id().text());
            report.line("Uploaded " + manifest.id() + ", which an earlier run had left on the volume");
            return;
        }
        report.with("backupId", manifest.id().text())
                .with("checkpointTime", manifest.checkpointTime())
                .with("cutTime", manifest.cutTime())
                .with("offsets", manifest.offsets())
                .with("files", manifest.files())
                .with("bytes", manifest.bytes())
                .with("objects", manifest.objects())
                .with("storedBytes", manifest.storedBytes())
                .with("resumedObjects", outcome.resumed())
                .with("signed", manifest.signed());
        report.line(
                "Backup " + manifest.id() + " of " + manifest.source() + " at checkpoint " + manifest.checkpointTime());
        report.line(
                size(manifest.files(), manifest.bytes(), manifest.objects()) + (manifest.signed() ? ", signed" : ""));
    }

    void pruned(RetentionPlan plan) {
        List<String> gone = ids(plan.expired());
        report.with("pruned", gone).with("kept", plan.kept().size());
        report.line("Kept " + plan.kept().size() + " backups, pruned " + gone.size()
                + (gone.isEmpty() ? "" : ": " + String.join(", ", gone)));
    }

    void pruneFailed(StoreException e) {
        report.with("pruneError", e.happened());
        report.line("Pruning failed and is left to the next run: " + e.happened());
    }

    void wouldUpload(StagedCut cut, int objects) {
        report.with("dryRun", true)
                .with("checkpointTime", cut.facts().checkpointTime())
                .with("offsets", cut.facts().offsets())
                .with("files", cut.facts().files())
                .with("bytes", cut.facts().bytes())
                .with("objects", objects);
        report.line("Dry run: would back up " + cut.facts().source() + " at checkpoint "
                + cut.facts().checkpointTime());
        report.line("Would upload " + size(cut.facts().files(), cut.facts().bytes(), objects));
    }

    void wouldPrune(RetentionPlan plan) {
        report.with("wouldPrune", ids(plan.expired()));
        plan.decisions().forEach(decision -> report.line("Would " + decision));
    }

    Report finish(Instant now) {
        double seconds = Durations.seconds(Duration.between(started, now));
        if (!waited.isEmpty()) {
            report.with("uploadedPending", waited);
        }
        report.with("seconds", seconds);
        report.line(String.format(Locale.ROOT, "Took %.1f s", seconds));
        return report;
    }

    private static String size(long files, long bytes, long objects) {
        return String.format(Locale.ROOT, "%,d files, %s, in %,d objects", files, ByteSize.human(bytes), objects);
    }

    private static List<String> ids(List<RetentionDecision> decisions) {
        return decisions.stream().map(decision -> decision.item().id()).toList();
    }
}
