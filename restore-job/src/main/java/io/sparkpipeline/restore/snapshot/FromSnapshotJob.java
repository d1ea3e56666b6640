package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Choose, plan the claim, create it, wait until it is bound, point the application at it. A rerun goes on. */
record FromSnapshotJob(FromSnapshotCluster cluster, FromSnapshotConfig config, Clock clock) {

    Report run() {
        long start = System.nanoTime();
        SourceSnapshot chosen = config.choice().choose(cluster.snapshots());
        NewClaim claim = NewClaim.plan(config, chosen, cluster.claim(config.sourcePvc()));
        Optional<PersistentVolumeClaim> there = cluster.claim(claim.name());
        there.ifPresent(found -> requireBegunByUs(found, chosen));
        Optional<String> patch = config.application().map(name -> patchFor(name, claim));

        Report report = Report.of("restore from-snapshot")
                .with("snapshot", chosen.name())
                .with("takenAt", chosen.taken())
                .with(
                        "ageSeconds",
                        Duration.between(chosen.taken(), clock.instant()).toSeconds())
                .with("namespace", cluster.namespace())
                .with("pvc", claim.name())
                .with("storageClass", claim.storageClass())
                .with("size", claim.size().toString())
                .with("dryRun", config.dryRun() ? true : null);
        if (config.dryRun()) {
            report.line("dry run: the claim " + claim.name() + " of " + claim.size()
                    + " would be made from the snapshot " + chosen.name() + " of " + chosen.taken());
            return withPatch(report, patch, false);
        }
        boolean created = there.isEmpty() && create(claim, chosen);
        boolean bound = new BindWait(cluster, config.bindTimeout()).await(claim);
        report.with("created", created)
                .with("bound", bound)
                .line("the claim " + claim.name() + " of " + claim.size() + " holds the snapshot " + chosen.name()
                        + " of " + chosen.taken())
                .line(
                        bound
                                ? "it is bound"
                                : "it is bound when the first pod uses it: its class " + claim.storageClass()
                                        + " waits for that");
        if (config.apply() && patch.isPresent()) {
            cluster.patchApplication(config.application().orElseThrow(), patch.orElseThrow());
        }
        return withPatch(report, patch, config.apply())
                .with("seconds", Durations.seconds(Duration.ofNanos(System.nanoTime() - start)));
    }

    private boolean create(NewClaim claim, SourceSnapshot chosen) {
        if (cluster.create(claim.object(cluster.namespace(), chosen.name()))) {
            return true;
        }
        cluster.claim(claim.name()).ifPresent(found -> requireBegunByUs(found, chosen));
        return false;
    }

    /** A claim of this name that comes from the same snapshot is what an earlier run began. */
    private static void requireBegunByUs(PersistentVolumeClaim found, SourceSnapshot chosen) {
        boolean same = found.getSpec().getDataSource() != null
                && chosen.name().equals(found.getSpec().getDataSource().getName());
        if (!same) {
            throw JobException.refused(
                    "the claim '" + found.getMetadata().getName()
                            + "' exists already and does not come from the snapshot " + chosen.name(),
                    "it was left alone",
                    "choose another name with --pvc");
        }
    }

    private String patchFor(String application, NewClaim claim) {
        return cluster.application(application)
                .map(found -> ApplicationPatch.replacing(config.sourcePvc(), claim.name(), found)
                        .orElse(""))
                .orElseThrow(() -> JobException.failed(
                        "the SparkApplication '" + application + "' does not exist in the namespace '"
                                + cluster.namespace() + "'",
                        "nothing was changed",
                        "correct --application (kubectl get sparkapplications)"));
    }

    private Report withPatch(Report report, Optional<String> patch, boolean applied) {
        if (patch.isEmpty()) {
            return report.line("next: put the claimName " + config.newPvc() + " in the place of " + config.sourcePvc()
                    + " in the SparkApplication (--application NAME prints the patch)");
        }
        String application = config.application().orElseThrow();
        if (patch.orElseThrow().isEmpty()) {
            return report.line("the SparkApplication " + application + " does not name the claim " + config.sourcePvc()
                    + ": there is nothing to patch");
        }
        report.with("patch", patch.orElseThrow()).with("applied", applied);
        return report.line(
                applied
                        ? "the SparkApplication " + application + " uses it now; the operator restarts it"
                        : "next: kubectl patch sparkapplication " + application + " -n " + cluster.namespace()
                                + " --type=json -p '" + patch.orElseThrow() + "'");
    }
}
