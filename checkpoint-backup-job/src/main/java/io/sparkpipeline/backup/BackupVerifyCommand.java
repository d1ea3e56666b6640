package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupChoice;
import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.RepositoryOptions;
import io.sparkpipeline.common.backup.VerifyJob;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.store.S3WriteSettings;
import io.sparkpipeline.common.time.Clocks;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Verifies a backup. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Reads every byte of a backup back and checks signature, index, sizes and hashes; exit 65 when "
                + "anything is not as it was written.")
final class BackupVerifyCommand extends JobCommand {

    @Mixin
    private RepositoryOptions repository = new RepositoryOptions();

    @Parameters(arity = "0..1", paramLabel = "ID", defaultValue = "latest", description = "the backup's id, or latest")
    private String backup = "latest";

    @Override
    protected Report execute() throws IOException {
        Problems problems = new Problems();
        repository.check(problems);
        problems.throwIfAny();
        try (BackupRepository opened = repository.open(S3WriteSettings.DEFAULTS)) {
            BackupManifest manifest =
                    BackupChoice.of(backup, null).choose(opened, Clocks.system().instant());
            return new VerifyJob(opened, repository.parallelism(), console().err()).run("backup verify", manifest);
        }
    }
}
