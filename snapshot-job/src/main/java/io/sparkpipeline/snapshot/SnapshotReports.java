package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.snapshot.SnapshotCreator.Begun;
import io.sparkpipeline.snapshot.SnapshotPruner.Pruned;
import java.time.Duration;
import java.util.Map;

/** The reports of the subcommands. */
final class SnapshotReports {

    private SnapshotReports() {}

    static Report done(Claim claim, Begun begun, Snapshot ready, Duration waited, Pruned pruned, Duration total) {
        Report report = Report.of("snapshot run")
                .with("snapshot", ready.name())
                .with("namespace", claim.namespace())
                .with("pvc", claim.name())
                .with("driver", claim.driver().orElse(null))
                .with("created", begun.byThisRun())
                .with("ready", true)
                .with("createdAt", ready.created())
                .with("restoreSizeBytes", ready.restoreSize().orElse(null))
                .with("readySeconds", Durations.seconds(waited))
                .with("seconds", Durations.seconds(total))
                .line(readyLine(ready, waited) + (begun.byThisRun() ? "" : " (begun by an earlier run)"));
        return withPlan(report, pruned, "pruned");
    }

    static Report dryRun(String name, boolean exists, Claim claim, Pruned pruned) {
        Report report = Report.of("snapshot run")
                .with("dryRun", true)
                .with("snapshot", name)
                .with("namespace", claim.namespace())
                .with("pvc", claim.name())
                .with("driver", claim.driver().orElse(null))
                .with("exists", exists)
                .line("dry run: the snapshot " + name + " of the claim " + claim.name()
                        + (exists ? " exists already and would be gone on with" : " would be created"));
        return withPlan(report, pruned, "wouldPrune");
    }

    static Report pruned(String namespace, String pvc, Pruned pruned, boolean dryRun) {
        Report report = Report.of("snapshot prune").with("namespace", namespace).with("pvc", pvc);
        return withPlan(report.with("dryRun", dryRun), pruned, dryRun ? "wouldPrune" : "pruned");
    }

    static String readyLine(Snapshot ready, Duration waited) {
        return "snapshot " + ready.name() + " is ready: "
                + ready.restoreSize().map(ByteSize::human).orElse("size not told") + ", "
                + Durations.seconds(waited) + " s";
    }

    private static Report withPlan(Report report, Pruned pruned, String deletedField) {
        report.with(deletedField, pruned.deleted());
        report.with(
                "decisions",
                pruned.plan().decisions().stream()
                        .map(SnapshotReports::decision)
                        .toList());
        pruned.plan().decisions().forEach(decision -> report.line("  " + decision));
        if (!pruned.notes().isEmpty()) {
            report.with("notes", pruned.notes());
            pruned.notes().forEach(note -> report.line("  note: " + note));
        }
        int count = pruned.deleted().size();
        return report.line((deletedField.equals("pruned") ? "pruned " : "would prune ") + count + " of "
                + pruned.plan().decisions().size() + " snapshots");
    }

    private static Map<String, Object> decision(RetentionDecision decision) {
        return Map.of(
                "snapshot", decision.item().id(),
                "keep", decision.keeps(),
                "reason", decision.reason().code());
    }
}
