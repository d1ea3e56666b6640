package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.RepositoryOptions;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.store.S3WriteSettings;
import io.sparkpipeline.common.store.StoreException;
import io.sparkpipeline.common.time.Clocks;
import java.io.IOException;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists backups. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists the application's backups: age, size, checkpoint time, offsets, whether complete and signed, "
                        + "and what the retention says of each.")
final class BackupListCommand extends JobCommand {

    @Mixin
    private RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    private RetentionOptions retention = new RetentionOptions();

    @Override
    protected Report execute() throws IOException {
        Problems problems = new Problems();
        repository.check(problems);
        retention.check(problems);
        problems.throwIfAny();
        Clock clock = Clocks.system();
        try (BackupRepository opened = repository.open(S3WriteSettings.DEFAULTS)) {
            RetentionPlan plan = new Pruner(opened, retention.policy(), repository.parallelism(), clock).plan();
            return new BackupTable(opened, clock.instant()).report("backup list", plan);
        } catch (StoreException e) {
            throw e.toJobException("nothing was changed: this command only reads");
        }
    }
}
