package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.kube.KubeConnection;
import io.sparkpipeline.common.kube.KubeOptions;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.snapshot.SnapshotPruner.Pruned;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prunes without taking a snapshot. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description =
                "Deletes the job's own snapshots of the claim that are over the retention, never the newest ready ones.")
final class SnapshotPruneCommand extends JobCommand {

    @Mixin
    private KubeOptions kube = new KubeOptions();

    @Mixin
    private RetentionOptions retention = new RetentionOptions();

    @Override
    protected Report execute() {
        Problems problems = new Problems();
        kube.check(problems);
        retention.check(problems);
        problems.throwIfAny();
        try (KubeConnection connection = KubeConnection.open(kube)) {
            SnapshotCluster cluster = SnapshotCluster.of(connection)
                    .whenSafe("what was deleted had a newer ready snapshot; the rest is untouched");
            Pruned pruned = new SnapshotPruner(cluster, retention.policy(), retention.dryRun())
                    .prune(retention.pvc(), Clocks.system().instant());
            return SnapshotReports.pruned(cluster.namespace(), retention.pvc(), pruned, retention.dryRun());
        }
    }
}
