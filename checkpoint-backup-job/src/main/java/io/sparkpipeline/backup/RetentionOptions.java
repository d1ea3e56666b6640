package io.sparkpipeline.backup;

import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.retention.RetentionPolicy;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long backups are kept. */
final class RetentionOptions {

    @Option(
            names = "--retention",
            paramLabel = "<duration>",
            defaultValue = "7d",
            description = "complete backups older than this may go")
    private Duration retention = Duration.ofDays(7);

    @Option(
            names = "--keep-at-least",
            paramLabel = "<n>",
            defaultValue = "4",
            description = "number of complete backups that stay whatever their age, the newest ones")
    private int keepAtLeast = 4;

    void check(Problems problems) {
        problems.require(!retention.isZero(), "--retention", "is over zero");
        problems.require(keepAtLeast >= 1, "--keep-at-least", "is at least 1, not " + keepAtLeast);
    }

    RetentionPolicy policy() {
        return new RetentionPolicy(retention, keepAtLeast);
    }
}
