package io.sparkpipeline.restore.snapshot;

import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.kube.KubeConnection;
import io.sparkpipeline.common.kube.KubeOptions;
import io.sparkpipeline.common.time.Clocks;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Option(names = "--list", description = "lists the snapshots that could be restored, and does nothing else")
    private boolean list;

    @Override
    protected Report execute() {
        Problems problems = new Problems();
        kube.check(problems);
        return list ? list(problems) : restore(problems);
    }

    private Report restore(Problems problems) {
        FromSnapshotConfig config = options.config(problems);
        try (KubeConnection connection = KubeConnection.open(kube)) {
            return new FromSnapshotJob(FromSnapshotCluster.of(connection), config, Clocks.system()).run();
        }
    }

    private Report list(Problems problems) {
        problems.throwIfAny();
        try (KubeConnection connection = KubeConnection.open(kube)) {
            List<SourceSnapshot> usable = FromSnapshotCluster.of(connection).snapshots().stream()
                    .filter(SourceSnapshot::usable)
                    .sorted(Comparator.comparing(SourceSnapshot::taken).reversed())
                    .toList();
            Report report = Report.of("restore from-snapshot")
                    .with("snapshots", usable.stream().map(SourceSnapshot::name).toList());
            usable.forEach(snapshot -> report.line(snapshot.taken() + "  " + snapshot.name() + "  "
                    + snapshot.restoreSize().map(Object::toString).orElse("-") + "  of "
                    + snapshot.claim().orElse("-")));
            return usable.isEmpty() ? report.line("no snapshot is ready to use") : report;
        }
    }
}
