package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.BackupListing;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.RepositoryOptions;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.store.S3WriteSettings;
import io.sparkpipeline.common.store.StoreException;
import io.sparkpipeline.common.time.Clocks;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what could be restored. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the application's backups, the newest first.")
final class RestoreListCommand extends JobCommand {

    @Mixin
    private RepositoryOptions repository = new RepositoryOptions();

    @Override
    protected Report execute() {
        Problems problems = new Problems();
        repository.check(problems);
        problems.throwIfAny();
        try (BackupRepository opened = repository.open(S3WriteSettings.DEFAULTS)) {
            BackupListing listing = new BackupListing(opened, Clocks.system().instant());
            for (BackupId id : opened.catalog().ids()) {
                listing.add(id, Map.of(), "");
            }
            return listing.report("restore list");
        } catch (StoreException e) {
            throw e.toJobException("nothing was changed: this command only reads");
        }
    }
}
