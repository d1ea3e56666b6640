package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.kube.KubeClients;
import io.sparkpipeline.common.kube.KubeOptions;
import io.sparkpipeline.common.time.Clocks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Turns a snapshot back into a volume. */
@Command(
        name = "from-snapshot",
        mixinStandardHelpOptions = true,
        description = "Makes a new claim from a volume snapshot, and points the SparkApplication at it.")
public final class RestoreFromSnapshotCommand extends JobCommand {

    @Mixin
    private KubeOptions kube = new KubeOptions();

    @Mixin
    private FromSnapshotOptions options = new FromSnapshotOptions();

    @Override
    protected Report execute() {
        Problems problems = new Problems();
        kube.check(problems);
        FromSnapshotConfig config = options.config(problems);
        try (KubernetesClient client = KubeClients.connect(kube)) {
            return new FromSnapshotJob(FromSnapshotCluster.of(client), config, Clocks.system()).run();
        }
    }
}
