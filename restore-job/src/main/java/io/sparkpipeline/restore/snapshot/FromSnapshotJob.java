package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.kube.KubeEvents;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Choose, plan the claim, create it, wait until it is bound, point the application at it. A rerun goes on. */
record FromSnapshotJob(FromSnapshotCluster cluster, FromSnapshotConfig config, Clock clock) {

    Report run() {
        long start = System.nanoTime();
        Optional<ExistingClaim> there = cluster.claim(config.newPvc()).map(ExistingClaim::new);
        SourceSnapshot chosen = config.choice().choose(cluster.snapshots(), there.flatMap(ExistingClaim::source));
        NewClaim planned = NewClaim.plan(config, chosen, cluster.claim(config.sourcePvc()));
        there.ifPresent(found -> found.requireSame(planned, chosen));
        Binding binding = Binding.of(planned.storageClass(), cluster);
        Optional<GenericKubernetesResource> application = config.application().map(this::application);
        Optional<ApplicationPatch> patch = application.map(this::patchOf);

        FromSnapshotReport report = new FromSnapshotReport(config, cluster.namespace(), clock.instant());
        if (config.dryRun()) {
            return report.dryRun(planned, chosen, there, patch);
        }
        Optional<PersistentVolumeClaim> created = there.isPresent()
                ? Optional.empty()
                : cluster.create(planned.object(cluster.namespace(), chosen.name()));
        ExistingClaim claim =
                created.map(ExistingClaim::new).or(() -> there).orElseGet(() -> createdByOther(planned, chosen));
        KubeEvents events = cluster.events(clock);
        events.once(
                claim.object(),
                planned.name() + ".restored",
                "RestoredFromSnapshot",
                "comes from the snapshot " + chosen.name() + " of " + chosen.taken());
        boolean bound = new BindWait(cluster, config.bindTimeout()).await(planned.name(), binding);
        boolean applied = config.apply()
                && application
                        .filter(found -> apply(found, patch.orElseThrow(), events))
                        .isPresent();
        return report.done(planned, chosen, claim, created.isPresent(), bound, patch, applied)
                .with("seconds", Durations.seconds(Duration.ofNanos(System.nanoTime() - start)));
    }

    /** The answer to an earlier try was lost, or someone was faster. */
    private ExistingClaim createdByOther(NewClaim planned, SourceSnapshot chosen) {
        ExistingClaim found = cluster.claim(planned.name())
                .map(ExistingClaim::new)
                .orElseThrow(() -> JobException.temporary(
                        "the claim '" + planned.name() + "' was created and deleted by someone else in between",
                        "the old claim and all snapshots are untouched",
                        "run it again"));
        found.requireSame(planned, chosen);
        return found;
    }

    private GenericKubernetesResource application(String name) {
        return cluster.application(name)
                .orElseThrow(() -> JobException.failed(
                        "the SparkApplication '" + name + "' does not exist in the namespace '" + cluster.namespace()
                                + "'",
                        "nothing was changed",
                        "correct --application (kubectl get sparkapplications)"));
    }

    private ApplicationPatch patchOf(GenericKubernetesResource application) {
        return ApplicationPatch.replacing(config.sourcePvc(), config.newPvc(), application);
    }

    /** Whether the application uses the new claim now. */
    private boolean apply(GenericKubernetesResource application, ApplicationPatch patch, KubeEvents events) {
        String name = application.getMetadata().getName();
        if (patch instanceof ApplicationPatch.NamesNeither) {
            return false;
        }
        if (patch instanceof ApplicationPatch.Replace replace) {
            send(name, replace);
        }
        events.once(
                application,
                name + "." + config.newPvc() + ".used",
                "ClaimReplaced",
                "uses the claim " + config.newPvc() + " in the place of " + config.sourcePvc());
        return true;
    }

    /** A patch whose answer was lost fails when it is sent again, since its tests no longer hold: looking decides. */
    private void send(String name, ApplicationPatch.Replace patch) {
        try {
            cluster.patchApplication(name, patch.json());
        } catch (JobException e) {
            if (!(patchOf(application(name)) instanceof ApplicationPatch.AlreadyUsed)) {
                throw e;
            }
        }
    }
}
