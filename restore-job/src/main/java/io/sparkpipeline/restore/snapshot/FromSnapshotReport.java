package io.sparkpipeline.restore.snapshot;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What {@code from-snapshot} says. */
record FromSnapshotReport(FromSnapshotConfig config, String namespace, Instant now) {

    Report dryRun(
            NewClaim planned, SourceSnapshot chosen, Optional<ExistingClaim> there, Optional<ApplicationPatch> patch) {
        Report report = begin(planned, chosen)
                .with("dryRun", true)
                .line("dry run: the claim " + planned.name() + " of " + planned.size()
                        + (there.isPresent() ? " exists already and would be gone on with: it comes" : " would be made")
                        + " from the snapshot " + chosen.name() + " of " + chosen.taken());
        return withPatch(report, patch, false);
    }

    Report done(
            NewClaim planned,
            SourceSnapshot chosen,
            ExistingClaim claim,
            boolean created,
            boolean bound,
            Optional<ApplicationPatch> patch,
            boolean applied) {
        Duration age = Duration.between(claim.created(), now);
        Report report = begin(planned, chosen)
                .with("created", created)
                .with("bound", bound)
                .with("claimCreatedAt", claim.created())
                .line(
                        created
                                ? "the claim " + planned.name() + " of " + planned.size() + " holds the snapshot "
                                        + chosen.name() + " of " + chosen.taken()
                                : "the claim " + planned.name() + " of " + planned.size() + " was there, made "
                                        + Durations.age(age, " ") + " ago from the snapshot " + chosen.name() + " of "
                                        + chosen.taken() + "; it may have been written to since")
                .line(
                        bound
                                ? "it is bound"
                                : "it is bound when the first pod uses it: its class " + planned.storageClass()
                                        + " waits for that");
        return withPatch(report, patch, applied);
    }

    private Report begin(NewClaim planned, SourceSnapshot chosen) {
        return Report.of("restore from-snapshot")
                .with("snapshot", chosen.name())
                .with("takenAt", chosen.taken())
                .with("ageSeconds", Duration.between(chosen.taken(), now).toSeconds())
                .with("namespace", namespace)
                .with("pvc", planned.name())
                .with("storageClass", planned.storageClass())
                .with("size", planned.size().toString());
    }

    private Report withPatch(Report report, Optional<ApplicationPatch> patch, boolean applied) {
        if (patch.isEmpty()) {
            return report.line("next: put the claimName " + config.newPvc() + " in the place of " + config.sourcePvc()
                    + " in the SparkApplication (--application NAME prints the patch)");
        }
        String application = "the SparkApplication " + config.application().orElseThrow();
        if (patch.orElseThrow() instanceof ApplicationPatch.Replace replace) {
            report.with("patch", replace.json()).with("applied", applied);
            return report.line(
                    applied
                            ? application + " uses it now; the operator restarts it"
                            : "next: kubectl patch sparkapplication "
                                    + config.application().orElseThrow() + " -n " + namespace + " --type=json -p '"
                                    + replace.json() + "'");
        }
        boolean used = patch.orElseThrow() instanceof ApplicationPatch.AlreadyUsed;
        report.with("applied", used);
        return report.line(
                used
                        ? application + " uses it already: there is nothing to patch"
                        : application + " names neither the claim " + config.sourcePvc() + " nor " + config.newPvc()
                                + ": there is nothing to patch");
    }
}
