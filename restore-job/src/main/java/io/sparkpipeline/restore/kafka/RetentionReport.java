package io.sparkpipeline.restore.kafka;

import io.sparkpipeline.common.cli.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be said of a topic and a backup.
 *
 * @param bootstrap the brokers that were asked
 * @param positions the backup's
 * @param extents of the partitions that are there
 */
record RetentionReport(String bootstrap, List<Position> positions, Map<Position, Extent> extents) {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionReport.class);
    private static final int LINES = 20;
    private static final String NEXT =
            "Next: the stream will not pass over them (exit 65) unless it is started with --on-lost-records skip, which "
                    + "counts them as lost; a newer backup, if there is one ('list'), may need none of them";

    Report tell(Report report) {
        List<PartitionGap> gaps = positions.stream()
                .map(position -> PartitionGap.between(position, extents.get(position)))
                .flatMap(Optional::stream)
                .toList();
        long gone = gaps.stream().mapToLong(PartitionGap::gone).sum();
        long waiting = positions.stream().mapToLong(this::waiting).sum();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bootstrap", bootstrap);
        fields.put("complete", gaps.isEmpty());
        fields.put("recordsGone", gone);
        fields.put("recordsToRead", waiting);
        fields.put("partitions", positions.size());
        fields.put("gaps", gaps.stream().map(PartitionGap::json).toList());
        report.with("kafka", fields);
        if (gaps.isEmpty()) {
            return report.line(String.format(
                    Locale.ROOT,
                    "Kafka still holds every record since the backup: %,d to read again from %d partitions",
                    waiting,
                    positions.size()));
        }
        warn(report, headline(gaps, gone));
        gaps.stream().limit(LINES).forEach(gap -> warn(report, "  " + gap.text()));
        if (gaps.size() > LINES) {
            warn(report, "  and " + (gaps.size() - LINES) + " more partitions");
        }
        warn(report, NEXT);
        return report;
    }

    private String headline(List<PartitionGap> gaps, long gone) {
        return String.format(
                Locale.ROOT,
                "Kafka no longer holds every record since the backup: of %d of %d partitions some are gone, %s",
                gaps.size(),
                positions.size(),
                gone == 0 ? "how many is not known" : String.format(Locale.ROOT, "%,d in all", gone));
    }

    private long waiting(Position position) {
        Extent extent = extents.get(position);
        if (extent == null) {
            return 0;
        }
        boolean within = position.offset() >= extent.earliest() && position.offset() <= extent.end();
        return extent.end() - (within ? position.offset() : extent.earliest());
    }

    /** With the report as JSON, the log is where people look. */
    private static void warn(Report report, String line) {
        LOG.warn("{}", line);
        report.line(line);
    }
}
