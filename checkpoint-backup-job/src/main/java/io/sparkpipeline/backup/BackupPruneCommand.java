package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.RepositoryOptions;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.store.S3WriteSettings;
import io.sparkpipeline.common.store.StoreException;
import io.sparkpipeline.common.time.Clocks;
import java.io.IOException;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prunes backups. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "Deletes backups that the retention lets go, after it has said why each stays or goes.")
final class BackupPruneCommand extends JobCommand {

    @Mixin
    private RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    private RetentionOptions retention = new RetentionOptions();

    @Option(names = "--dry-run", description = "say what would go, and delete nothing")
    private boolean dryRun;

    private final Clock clock;

    BackupPruneCommand() {
        this(Clocks.system());
    }

    /** With another clock, for tests of what age decides. */
    BackupPruneCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected Report execute() throws IOException {
        Problems problems = new Problems();
        repository.check(problems);
        retention.check(problems);
        problems.throwIfAny();
        try (BackupRepository opened = repository.open(S3WriteSettings.DEFAULTS)) {
            Pruner pruner = new Pruner(opened, retention.policy(), repository.parallelism(), clock);
            RetentionPlan plan = pruner.plan();
            if (!dryRun) {
                pruner.apply(plan);
            }
            return report(plan);
        } catch (StoreException e) {
            throw e.toJobException("what was deleted had expired, and what had not is untouched");
        }
    }

    private Report report(RetentionPlan plan) {
        Report report = Report.of("backup prune")
                .with("dryRun", dryRun ? true : null)
                .with(dryRun ? "wouldPrune" : "pruned", ids(plan.expired()))
                .with("kept", plan.kept().size())
                .with(
                        "reasons",
                        plan.decisions().stream()
                                .map(RetentionDecision::toString)
                                .toList());
        plan.decisions().forEach(decision -> report.line((dryRun ? "Would " : "") + decision));
        return report.line((dryRun ? "Would delete " : "Deleted ")
                + plan.expired().size() + " backups, " + plan.kept().size() + " stay");
    }

    private static java.util.List<String> ids(java.util.List<RetentionDecision> decisions) {
        return decisions.stream().map(decision -> decision.item().id()).toList();
    }
}
