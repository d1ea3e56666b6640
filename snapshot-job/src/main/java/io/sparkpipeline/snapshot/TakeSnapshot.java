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
        return take(run.due(clock.instant()));
    }

    @Override
    protected Report execute(Instant scheduledTime) {
        return take(Due.at(scheduledTime));
    }

    private Report take(Due due) {
        SnapshotConfig config = config();
        try (KubeConnection connection = KubeConnection.open(kube)) {
            return new SnapshotJob(SnapshotCluster.of(connection), config, clock).run(due);
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
