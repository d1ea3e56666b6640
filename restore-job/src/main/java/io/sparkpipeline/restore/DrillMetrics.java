package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outcome of the last drill as a file in Prometheus' text format, for the textfile collector of the node exporter: a
 * drill is over long before a scrape comes. The file is replaced in one step, as that collector asks.
 */
final class DrillMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(DrillMetrics.class);
    private static final String LAST_SUCCESS = "restore_drill_last_success_timestamp_seconds";
    private static final Pattern EARLIER = Pattern.compile("(?m)^" + LAST_SUCCESS + "\\{[^}]*} (\\d{1,15})$");

    private final Path file;
    private final String app;

    /** @param file whose name ends with {@code .prom} for the collector to read it */
    DrillMetrics(Path file, String app) {
        this.file = file;
        this.app = app;
    }

    /** Keeps the outcome of a drill that passed. */
    void passed(BackupManifest manifest, Instant started, Instant now) {
        StringBuilder text = outcome(1, now);
        metric(text, LAST_SUCCESS, "When a drill last passed.", now.getEpochSecond());
        metric(
                text,
                "restore_drill_duration_seconds",
                "How long the last drill that passed took.",
                seconds(Duration.between(started, now)));
        metric(
                text,
                "restore_drill_data_age_seconds",
                "How old the checkpoint was that the last drill restored (achieved RPO).",
                seconds(Duration.between(manifest.checkpointTime(), now)));
        metric(text, "restore_drill_bytes", "The size of what the last drill restored.", manifest.bytes());
        write(text);
    }

    /** Keeps that a drill failed, and when one last passed. */
    void failed(Instant now) {
        StringBuilder text = outcome(0, now);
        earlierSuccess().ifPresent(time -> metric(text, LAST_SUCCESS, "When a drill last passed.", time));
        write(text);
    }

    private StringBuilder outcome(int success, Instant now) {
        StringBuilder text = new StringBuilder();
        metric(text, "restore_drill_success", "Whether the last drill passed.", success);
        metric(text, "restore_drill_last_run_timestamp_seconds", "When the last drill ended.", now.getEpochSecond());
        return text;
    }

    private void metric(StringBuilder text, String name, String help, Object value) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
        text.append(name)
                .append("{app=\"")
                .append(app)
                .append("\"} ")
                .append(value)
                .append('\n');
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
    }

    private OptionalLong earlierSuccess() {
        try {
            Matcher earlier = EARLIER.matcher(Files.readString(file));
            return earlier.find() ? OptionalLong.of(Long.parseLong(earlier.group(1))) : OptionalLong.empty();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            LOG.warn("the metrics of earlier drills in {} can't be read: {}", file, e.toString());
            return OptionalLong.empty();
        }
    }

    /** The drill's outcome is its exit code: metrics that can't be written change nothing about it. */
    private void write(StringBuilder text) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, text.toString().getBytes(StandardCharsets.UTF_8));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("the drill's metrics could not be written to {}: {}", file, e.toString());
        }
    }
}
