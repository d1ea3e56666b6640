package io.sparkpipeline.local.demo;

import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.local.events.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The verdict for people. */
record VerdictTable(List<Row> rows, List<String> differences) {

    /** One figure. */
    record Row(String name, String value) {}

    static VerdictTable of(DemoOutcome outcome) {
        Verdict verdict = outcome.verdict();
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("events produced", count(verdict.eventsProduced())));
        rows.add(new Row("events counted", count(verdict.eventsCounted())));
        rows.add(new Row("lost", count(verdict.lost())));
        rows.add(new Row("duplicated", count(verdict.duplicated())));
        rows.add(new Row("keys compared", count(verdict.keys())));
        rows.add(new Row("keys with a wrong sum, min or max", count(verdict.mismatched())));
        rows.add(new Row(
                "kills survived", Integer.toString(outcome.recoverySeconds().size())));
        rows.add(new Row(
                "recovery seconds",
                outcome.recoverySeconds().isEmpty()
                        ? "none"
                        : outcome.recoverySeconds().stream()
                                .map(VerdictTable::seconds)
                                .collect(Collectors.joining(", "))));
        rows.addAll(volumes(outcome.backup(), outcome.snapshot()));
        rows.add(new Row(
                "driver memory, peak resident",
                outcome.driverResidentPeakMebibytes() == 0
                        ? "not seen on this system"
                        : outcome.driverResidentPeakMebibytes() + " MiB (heap limit " + outcome.driverHeapMebibytes()
                                + " MiB)"));
        rows.add(new Row("whole story", seconds(outcome.seconds()) + " s"));
        rows.add(new Row("verdict", verdict.exact() ? "EXACT: nothing lost, nothing counted twice" : "WRONG"));
        List<String> differences = verdict.worst().stream()
                .map(each -> String.format(
                        Locale.ROOT, "  %s: expected %s, found %s", each.key(), each.expected(), each.found()))
                .toList();
        return new VerdictTable(rows, differences);
    }

    private static List<Row> volumes(BackupAct.Figures backup, SnapshotAct.Figures snapshot) {
        return List.of(
                new Row("backup", seconds(backup.backupSeconds()) + " s, " + ByteSize.human(backup.bytes())),
                new Row(
                        "restore from S3",
                        seconds(backup.restoreSeconds()) + " s, state " + seconds(backup.dataAgeSeconds()) + " s old"),
                new Row("snapshot", seconds(snapshot.snapshotSeconds()) + " s"),
                new Row(
                        "volume from the snapshot",
                        seconds(snapshot.restoreSeconds()) + " s, state " + seconds(snapshot.dataAgeSeconds())
                                + " s old"));
    }

    /** Lines of a box. */
    List<String> lines() {
        int name = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int value = rows.stream().mapToInt(row -> row.value().length()).max().orElse(0);
        String rule = "+" + "-".repeat(name + 2) + "+" + "-".repeat(value + 2) + "+";
        List<String> lines = new ArrayList<>();
        lines.add(rule);
        for (Row row : rows) {
            lines.add(String.format(Locale.ROOT, "| %-" + name + "s | %-" + value + "s |", row.name(), row.value()));
        }
        lines.add(rule);
        lines.addAll(differences);
        return lines;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }
}
