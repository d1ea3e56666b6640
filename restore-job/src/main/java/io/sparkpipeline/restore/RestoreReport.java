package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.Report;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a restore has to say. */
final class RestoreReport {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreReport.class);

    private final BackupManifest manifest;
    private final RestoreConfig config;
    private final Clock clock;
    private final Instant started;

    RestoreReport(BackupManifest manifest, RestoreConfig config, Clock clock) {
        this.manifest = manifest;
        this.config = config;
        this.clock = clock;
        this.started = clock.instant();
    }

    Report dryRun() {
        Report report = facts(Report.of("restore").with("dryRun", true));
        report.line("Dry run: would restore backup " + manifest.id() + " of checkpoint " + manifest.checkpointTime()
                + " to " + config.target());
        report.line(size());
        return withPathNote(report);
    }

    Report done(Optional<Path> replaced, long resumed) {
        Instant now = clock.instant();
        double seconds = Durations.seconds(Duration.between(started, now));
        Duration age = Duration.between(manifest.checkpointTime(), now);
        Report report = facts(Report.of("restore"))
                .with("seconds", seconds)
                .with("dataAgeSeconds", Durations.seconds(age))
                .with("resumedFiles", resumed)
                .with("replaced", replaced.map(Path::toString).orElse(null));
        report.line("Restored backup " + manifest.id() + " of checkpoint " + manifest.checkpointTime() + " to "
                + config.target());
        report.line(size() + String.format(Locale.ROOT, ", in %.1f s", seconds));
        report.line("The data is " + Durations.age(age, " ") + " old (achieved RPO)");
        replaced.ifPresent(path -> report.line("The old directory is kept as " + path));
        return withPathNote(report);
    }

    private Report facts(Report report) {
        return report.with("backupId", manifest.id().text())
                .with("target", config.target().toString())
                .with("checkpointTime", manifest.checkpointTime())
                .with("cutTime", manifest.cutTime())
                .with("offsets", manifest.offsets())
                .with("files", manifest.files())
                .with("bytes", manifest.bytes())
                .with("objects", manifest.objects());
    }

    private String size() {
        return String.format(
                Locale.ROOT,
                "%,d files, %s, from %,d objects",
                manifest.files(),
                ByteSize.human(manifest.bytes()),
                manifest.objects());
    }

    /** Paths inside Spark's metadata are absolute: elsewhere a driver would read and write the old place. */
    private Report withPathNote(Report report) {
        String inside = manifest.checkpointRoot().replaceFirst("^file:(//)?(?=/)", "");
        if (inside.isEmpty() || Path.of(inside).normalize().equals(config.target())) {
            return report;
        }
        String note =
                "the checkpoint names its data by " + manifest.checkpointRoot() + ": a driver reads and writes there, "
                        + "so mount " + config.target() + " at that path before it starts";
        LOG.warn("{}", note);
        return report.with("pathNote", note).line("Note: " + note);
    }
}
