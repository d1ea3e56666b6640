package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.retention.RetentionPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table and the JSON of {@code snapshot list}, newest first. */
record SnapshotListing(String pvc, String namespace, Instant now) {

    private record Row(Snapshot snapshot, boolean keep, String why) {}

    Report report(List<Snapshot> snapshots, SnapshotPruner pruner) {
        RetentionPlan plan =
                pruner.plan(snapshots.stream().filter(SnapshotPruner::counts).toList(), now);
        List<Row> rows = snapshots.stream()
                .sorted(Comparator.comparing(Snapshot::created)
                        .thenComparing(Snapshot::name)
                        .reversed())
                .map(snapshot -> row(snapshot, plan))
                .toList();
        Report report = Report.of("snapshot list")
                .with("namespace", namespace)
                .with("pvc", pvc)
                .with("snapshots", rows.stream().map(this::fields).toList());
        if (rows.isEmpty()) {
            return report.line("no snapshots of the claim " + pvc + " in the namespace " + namespace);
        }
        table(rows).forEach(report::line);
        return report;
    }

    private static Row row(Snapshot snapshot, RetentionPlan plan) {
        if (snapshot.deleting()) {
            return new Row(snapshot, false, "is being deleted");
        }
        return plan.of(snapshot.name())
                .map(decision -> new Row(
                        snapshot,
                        decision.keeps(),
                        (decision.keeps() ? "stays: " : "would go: ") + decision.explanation()))
                .orElseGet(() -> new Row(snapshot, true, "stays: not made by this job"));
    }

    private Map<String, Object> fields(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", row.snapshot().name());
        fields.put("createdAt", row.snapshot().created());
        fields.put("ageSeconds", Duration.between(row.snapshot().created(), now).toSeconds());
        fields.put("ready", row.snapshot().ready());
        row.snapshot().restoreSize().ifPresent(size -> fields.put("restoreSizeBytes", size));
        row.snapshot().error().ifPresent(error -> fields.put("error", error));
        fields.put("claim", pvc);
        fields.put("keep", row.keep());
        fields.put("why", row.why());
        return fields;
    }

    private List<String> table(List<Row> rows) {
        int width = rows.stream()
                .mapToInt(row -> row.snapshot().name().length())
                .max()
                .orElse(4);
        String form = "%-" + Math.max(4, width) + "s  %8s  %-5s  %10s  %-" + Math.max(5, pvc.length()) + "s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, form, "NAME", "AGE", "READY", "SIZE", "CLAIM", "WHY"));
        for (Row row : rows) {
            Snapshot snapshot = row.snapshot();
            lines.add(String.format(
                    Locale.ROOT,
                    form,
                    snapshot.name(),
                    Durations.age(Duration.between(snapshot.created(), now), ""),
                    snapshot.ready() ? "yes" : "no",
                    snapshot.restoreSize().map(ByteSize::human).orElse("-"),
                    pvc,
                    row.why()
                            + snapshot.error()
                                    .map(error -> "; the controller says: " + error)
                                    .orElse("")));
        }
        return lines;
    }
}
