package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.kube.KubeConnection;
import io.sparkpipeline.common.kube.KubeOptions;
import io.sparkpipeline.common.time.Clocks;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the snapshots of the claim, and why each stays or would go. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the snapshots of the claim: name, age, ready, size, and why each stays or would go.")
final class SnapshotListCommand extends JobCommand {

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
        Instant now = Clocks.system().instant();
        try (KubeConnection connection = KubeConnection.open(kube)) {
            SnapshotCluster cluster = SnapshotCluster.of(connection);
            SnapshotPruner pruner = new SnapshotPruner(cluster, retention.policy(), true);
            return new SnapshotListing(retention.pvc(), cluster.namespace(), now)
                    .report(cluster.snapshotsOf(retention.pvc()), pruner);
        }
    }
}
