package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupChoice;
import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.RepositoryOptions;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.store.S3WriteSettings;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.restore.kafka.KafkaOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rehearses a restore. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        description =
                "Restores a backup into an empty scratch folder, verifies it as a recovery would need it, and leaves "
                        + "everything else untouched.")
final class RestoreDrillCommand extends JobCommand {

    @Mixin
    private RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    private RestoreChoice choice = new RestoreChoice();

    @Option(
            names = "--scratch",
            paramLabel = "<folder>",
            description = "the folder to restore into, empty or not there; it is kept for further checks. "
                    + "Without it a temporary one, deleted at the end")
    private @Nullable Path scratch;

    @Option(
            names = "--metrics-file",
            paramLabel = "<file>",
            description = "keeps the outcome in this file as Prometheus text, for the textfile collector of the node "
                    + "exporter; its name ends with .prom")
    private @Nullable Path metricsFile;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Override
    protected Report execute() throws IOException {
        Clock clock = Clocks.system();
        Problems problems = new Problems();
        repository.check(problems);
        kafka.check(problems);
        problems.require(
                metricsFile == null || metricsFile.toString().endsWith(".prom"),
                "--metrics-file",
                "ends with .prom, or the collector does not read it, not " + metricsFile);
        problems.throwIfAny();
        BackupChoice chosen = choice.choice();
        DrillMetrics metrics = metricsFile == null ? null : new DrillMetrics(metricsFile, repository.app());
        Instant started = clock.instant();
        try (BackupRepository opened = repository.open(S3WriteSettings.DEFAULTS)) {
            BackupManifest manifest = chosen.choose(opened, started);
            Report report = new DrillJob(
                            opened, repository.parallelism(), clock, console().err())
                    .run(manifest, scratch);
            if (metrics != null) {
                metrics.passed(manifest, started, clock.instant());
            }
            return kafka.tell(report, manifest.offsets());
        } catch (RuntimeException | Error e) {
            // A wrong option is no drill.
            boolean usage = e instanceof JobException end && end.exitCode() == ExitCode.USAGE;
            if (metrics != null && !usage) {
                metrics.failed(clock.instant());
            }
            throw e;
        }
    }
}
