package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.Compression;
import io.sparkpipeline.common.backup.RepositoryOptions;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.cli.Version;
import io.sparkpipeline.common.schedule.ScheduledJobCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a backup: what the bare command and {@code run} both do. */
abstract class BackupRun extends ScheduledJobCommand {

    private final Clock clock;

    @Mixin
    private RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    private RetentionOptions retention = new RetentionOptions();

    @Mixin
    private WriteOptions write = new WriteOptions();

    @Option(
            names = "--source",
            paramLabel = "<folder>",
            description = "the checkpoint directory; without it /mnt/checkpoints/ and the application's name")
    private @Nullable Path source;

    @Option(
            names = "--staging",
            paramLabel = "<folder>",
            description = "where the cut is staged: on the volume of the checkpoint directory; "
                    + "without it the hidden folder .backup-<app> beside that directory")
    private @Nullable Path staging;

    @Option(
            names = "--compression",
            paramLabel = "<form>",
            defaultValue = "none",
            description = "none, or zstd: smaller segments, which plain tools restore only where zstd is installed")
    private Compression compression = Compression.none;

    @Option(
            names = "--pending-limit",
            paramLabel = "<size>",
            defaultValue = "16GiB",
            description = "a cut up to this size waits on the volume when the store is away; 0 for none")
    private ByteSize pendingLimit = ByteSize.parse("16GiB");

    @Option(names = "--read-back", description = "read every byte of the backup back before it counts as done")
    private boolean readBack;

    @Option(names = "--dry-run", description = "say what would be uploaded and pruned, and do neither")
    private boolean dryRun;

    BackupRun(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected void checkConfiguration() {
        Problems problems = new Problems();
        repository.check(problems);
        retention.check(problems);
        write.check(problems);
        problems.throwIfAny();
    }

    @Override
    protected Report execute() throws IOException {
        checkConfiguration();
        try (BackupRepository opened = repository.open(write.settings())) {
            return new BackupJob(config(), opened, clock, console().err()).run();
        }
    }

    private BackupConfig config() {
        Path from = (source == null ? Path.of("/mnt/checkpoints", repository.app()) : source)
                .toAbsolutePath()
                .normalize();
        Path stage = staging == null ? from.resolveSibling(".backup-" + repository.app()) : staging;
        return new BackupConfig(
                from,
                stage.toAbsolutePath().normalize(),
                repository.app(),
                repository.parallelism(),
                compression,
                retention.policy(),
                pendingLimit.bytes(),
                readBack,
                dryRun,
                Version.number());
    }
}
