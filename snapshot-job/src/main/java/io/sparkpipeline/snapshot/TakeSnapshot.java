package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.kube.KubeConnection;
import io.sparkpipeline.common.kube.KubeOptions;
import io.sparkpipeline.common.schedule.ScheduledJobCommand;
import io.sparkpipeline.common.time.Clocks;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.Mixin;

/** Takes a snapshot, waits until it is ready, prunes: what {@code snapshot} and {@code snapshot run} do. */
abstract class TakeSnapshot extends ScheduledJobCommand {

    private final Clock clock = Clocks.system();

    @Mixin
    private KubeOptions kube = new KubeOptions();

    @Mixin
    private RetentionOptions retention = new RetentionOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Override
    protected void checkConfiguration() {
        config();
    }

    @Override
    protected Report execute() {
        return execute(run.scheduledTime().orElseGet(clock::instant));
    }

    @Override
    protected Report execute(Instant scheduledTime) {
        SnapshotConfig config = config();
        try (KubeConnection connection = KubeConnection.open(kube)) {
            SnapshotCluster cluster = SnapshotCluster.of(connection);
            return new SnapshotJob(cluster, config, clock).run(scheduledTime);
        }
    }

    private SnapshotConfig config() {
        Problems problems = new Problems();
        kube.check(problems);
        retention.check(problems);
        run.check(problems);
        problems.throwIfAny();
        return run.config(retention);
    }
}
