package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupChoice;
import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.RepositoryOptions;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.store.S3WriteSettings;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.restore.application.SuspendOptions;
import io.sparkpipeline.restore.kafka.KafkaOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Restores a backup: what the bare command and {@code run} both do. */
abstract class RestoreRun extends JobCommand {

    @Mixin
    private RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    private RestoreChoice choice = new RestoreChoice();

    @Option(
            names = "--target",
            paramLabel = "<folder>",
            description =
                    "the checkpoint directory to restore; without it /mnt/checkpoints/ and the application's name")
    private @Nullable Path target;

    @Option(
            names = "--quiet-period",
            paramLabel = "<duration>",
            defaultValue = "60s",
            description = "an application that wrote to the target within this time counts as running; "
                    + "set it over three batch intervals")
    private Duration quiet = Duration.ofSeconds(60);

    @Mixin
    private SuspendOptions suspend = new SuspendOptions();

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--force", description = "restore though the application seems to run")
    private boolean force;

    @Option(names = "--dry-run", description = "choose and check the backup and the room, and change nothing")
    private boolean dryRun;

    @Override
    protected Report execute() throws IOException {
        Clock clock = Clocks.system();
        Problems problems = new Problems();
        repository.check(problems);
        suspend.check(problems);
        kafka.check(problems);
        problems.throwIfAny();
        RestoreConfig config = config();
        BackupChoice chosen = choice.choice();
        try (BackupRepository opened = repository.open(S3WriteSettings.DEFAULTS)) {
            BackupManifest manifest = chosen.choose(opened, clock.instant());
            Report report = new RestoreJob(
                            config,
                            opened,
                            suspend.suspender(),
                            clock,
                            console().err())
                    .run(manifest);
            return kafka.tell(report, manifest.offsets());
        }
    }

    private RestoreConfig config() {
        Path to = (target == null ? Path.of("/mnt/checkpoints", repository.app()) : target)
                .toAbsolutePath()
                .normalize();
        RestoreJob.requireTarget(to);
        return new RestoreConfig(to, repository.parallelism(), quiet, force, dryRun);
    }
}
