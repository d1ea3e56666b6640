package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.RepositoryOptions;
import io.sparkpipeline.common.backup.VerifyJob;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.store.S3WriteSettings;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.restore.kafka.KafkaOptions;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Verifies what a restore would read. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Reads every byte of the backup that a restore would take, and checks it; writes nothing.")
final class RestoreVerifyCommand extends JobCommand {

    @Mixin
    private RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    private RestoreChoice choice = new RestoreChoice();

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Override
    protected Report execute() throws IOException {
        Problems problems = new Problems();
        repository.check(problems);
        kafka.check(problems);
        problems.throwIfAny();
        try (BackupRepository opened = repository.open(S3WriteSettings.DEFAULTS)) {
            BackupManifest manifest =
                    choice.choice().choose(opened, Clocks.system().instant());
            Report report =
                    new VerifyJob(opened, repository.parallelism(), console().err()).run("restore verify", manifest);
            return kafka.tell(report, manifest.offsets());
        }
    }
}
