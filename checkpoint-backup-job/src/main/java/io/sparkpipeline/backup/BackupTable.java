package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.BackupListing;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionPlan;
import java.time.Instant;
import java.util.Map;

/** The table of backups with what the retention says of each. */
final class BackupTable {

    private final BackupListing listing;

    BackupTable(BackupRepository repository, Instant now) {
        this.listing = new BackupListing(repository, now);
    }

    Report report(String command, RetentionPlan plan) {
        for (RetentionDecision decision : plan.decisions()) {
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
