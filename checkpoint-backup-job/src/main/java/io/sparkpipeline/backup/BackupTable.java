package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.BackupListing;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionPlan;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The table of backups with what the retention says of each. */
final class BackupTable {

    private final BackupListing listing;

    BackupTable(BackupRepository repository, Instant now) {
        this.listing = new BackupListing(repository, now);
    }

    Report report(String command, RetentionPlan plan) {
        // As its first column shows; the plan takes an incomplete one for as young as what was last written of it.
        List<RetentionDecision> newestFirst = plan.decisions().stream()
                .sorted(Comparator.comparing(
                                (RetentionDecision decision) -> decision.item().id())
                        .reversed())
                .toList();
        for (RetentionDecision decision : newestFirst) {
            String verdict = (decision.keeps() ? "keep: " : "delete: ")
                    + decision.reason().code();
            listing.add(
                    new BackupId(decision.item().id()),
                    Map.of("retention", verdict, "retentionReason", decision.explanation()),
                    verdict);
        }
        return listing.report(command);
    }
}
