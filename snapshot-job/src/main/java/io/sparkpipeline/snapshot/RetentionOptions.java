package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.kube.KubeNames;
import io.sparkpipeline.common.retention.RetentionPolicy;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Which claim, and how long its snapshots stay; the same for every subcommand. */
final class RetentionOptions {

    @Option(
            names = "--pvc",
            paramLabel = "<name>",
            defaultValue = "spark-checkpoint-pvc",
            description = "PersistentVolumeClaim that is snapshotted")
    private String pvc = "spark-checkpoint-pvc";

    @Option(
            names = "--retention",
            paramLabel = "<duration>",
            defaultValue = "7d",
            description = "ready snapshots older than this may be deleted")
    private Duration retention = Duration.ofDays(7);

    @Option(
            names = "--keep-at-least",
            paramLabel = "<count>",
            defaultValue = "2",
            description = "this many of the newest ready snapshots stay whatever their age")
    private int keepAtLeast = 2;

    @Option(
            names = "--delete-unready-after",
            paramLabel = "<duration>",
            defaultValue = "1d",
            description = "snapshots that are still not ready after this are deleted: they can hold the claim")
    private Duration deleteUnreadyAfter = Duration.ofDays(1);

    @Option(names = "--dry-run", description = "says what would be done and why, and changes nothing")
    private boolean dryRun;

    void check(Problems problems) {
        problems.require(KubeNames.isSubdomain(pvc), "--pvc", KubeNames.SUBDOMAIN_RULE)
                .require(!retention.isZero(), "--retention", "must be over 0")
                .require(keepAtLeast >= 1, "--keep-at-least", "must be at least 1, so that one can be restored")
                .require(!deleteUnreadyAfter.isZero(), "--delete-unready-after", "must be over 0");
    }

    String pvc() {
        return pvc;
    }

    RetentionPolicy policy() {
        return new RetentionPolicy(retention, keepAtLeast, deleteUnreadyAfter);
    }

    boolean dryRun() {
        return dryRun;
    }
}
