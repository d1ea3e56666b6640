package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table of backups, and the same as JSON. */
public final class BackupListing {

    private final BackupRepository repository;
    private final Instant now;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final TextTable table = new TextTable(
            "BACKUP", "AGE", "STATE", "FILES", "SIZE", "STORED", "CHECKPOINT", "OFFSETS", "SIGNED", "NOTE");

    public BackupListing(BackupRepository repository, Instant now) {
        this.repository = repository;
        this.now = now;
    }

    /**
     * Adds a backup.
     *
     * @param more further fields of its JSON object
     * @param note the last column of its line
     */
    public void add(BackupId id, Map<String, Object> more, String note) {
        Map<String, Object> row = new LinkedHashMap<>();
        Duration age = Duration.between(id.time(), now);
        row.put("id", id.text());
        row.put("ageSeconds", age.toSeconds());
        try {
            Optional<BackupManifest> manifest = repository.catalog().manifest(id);
            if (manifest.isPresent()) {
                complete(row, manifest.orElseThrow(), age, note);
            } else {
                row.put("state", "incomplete");
                table.row(id.text(), text(age), "incomplete", "", "", "", "", "", "", note);
            }
        } catch (CorruptBackupException e) {
            row.put("state", "refused");
            row.put("why", e.why());
            table.row(id.text(), text(age), "refused", "", "", "", "", "", "", e.why() + "; " + note);
        }
        row.putAll(more);
        rows.add(row);
    }

    private void complete(Map<String, Object> row, BackupManifest manifest, Duration age, String note) {
        row.put("state", "complete");
        row.put("files", manifest.files());
        row.put("bytes", manifest.bytes());
        row.put("objects", manifest.objects());
        row.put("storedBytes", manifest.storedBytes());
        row.put("cutTime", manifest.cutTime().toString());
        row.put("checkpointTime", manifest.checkpointTime().toString());
        row.put("offsets", manifest.offsets());
        row.put("source", manifest.source());
        row.put("signed", manifest.signed());
        table.row(
                manifest.id().text(),
                text(age),
                "complete",
                Long.toString(manifest.files()),
                ByteSize.human(manifest.bytes()),
                ByteSize.human(manifest.storedBytes()),
                manifest.checkpointTime().toString(),
                text(manifest.offsets()),
                manifest.signed() ? (repository.codec().signs() ? "valid" : "yes") : "no",
                note);
    }

    /** Ends the list. */
    public Report report(String command) {
        Report report = Report.of(command).with("app", repository.app()).with("backups", rows);
        if (rows.isEmpty()) {
            return report.line("There are no backups of application '" + repository.app() + "' under '"
                    + repository.layout().root() + "'");
        }
        table.lines().forEach(report::line);
        return report;
    }

    private static String text(Duration age) {
        return age.isNegative() ? "ahead" : Durations.age(age, "");
    }

    /** Too many for a line: of each topic the sum, which grows with what is counted. */
    private static String text(KafkaOffsets offsets) {
        return offsets.byTopic().entrySet().stream()
                .map(topic -> topic.getKey() + ":"
                        + topic.getValue().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .collect(Collectors.joining(","));
    }
}
