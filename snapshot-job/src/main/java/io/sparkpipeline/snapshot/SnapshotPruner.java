package io.sparkpipeline.snapshot;

import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClass;
import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.retention.RetentionPlanner;
import io.sparkpipeline.common.retention.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans from a fresh listing which of the job's own snapshots of one claim go, logs why, and deletes those. */
record SnapshotPruner(SnapshotCluster cluster, RetentionPolicy policy, boolean dryRun) {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotPruner.class);

    /**
     * What was done.
     *
     * @param deleted names, oldest first; with a dry run those that would go
     */
    record Pruned(RetentionPlan plan, List<String> deleted) {}

    Pruned prune(String pvc, Instant now) {
        Map<String, Snapshot> own = cluster.snapshotsOf(pvc).stream()
                .filter(SnapshotPruner::counts)
                .collect(Collectors.toMap(Snapshot::name, Function.identity()));
        RetentionPlan plan = plan(own.values(), now);
        plan.log(LOG);
        Map<String, Optional<String>> policies = new LinkedHashMap<>();
        List<String> deleted = new ArrayList<>();
        for (RetentionDecision decision : plan.expired()) {
            String name = decision.item().id();
            Optional<Snapshot> snapshot = Optional.ofNullable(own.get(name));
            if (snapshot.isPresent() && delete(snapshot.get())) {
                deleted.add(name);
                noteContent(snapshot.get(), policies);
            }
        }
        return new Pruned(plan, List.copyOf(deleted));
    }

    /** Others' snapshots are none of ours, and one that is being deleted is none any more: it can't hold the floor. */
    static boolean counts(Snapshot snapshot) {
        return snapshot.ours() && !snapshot.deleting();
    }

    RetentionPlan plan(Collection<Snapshot> own, Instant now) {
        return new RetentionPlanner(policy)
                .plan(own.stream().map(Snapshot::retentionItem).toList(), now);
    }

    private boolean delete(Snapshot snapshot) {
        if (dryRun) {
            LOG.info("dry run: {} would be deleted", snapshot.name());
            return true;
        }
        if (cluster.delete(snapshot)) {
            LOG.info("deleted {}", snapshot.name());
            return true;
        }
        LOG.warn("{} was changed since it was looked at; it is left for the next time", snapshot.name());
        return false;
    }

    private void noteContent(Snapshot snapshot, Map<String, Optional<String>> policies) {
        Optional<String> policyOfClass = snapshot.className()
                .flatMap(name -> policies.computeIfAbsent(
                        name, key -> cluster.snapshotClass(key).map(VolumeSnapshotClass::getDeletionPolicy)));
        if (policyOfClass.filter("Retain"::equals).isPresent()) {
            LOG.warn(
                    "{}: its class has deletionPolicy Retain, so the content {} and the snapshot in the storage stay until someone deletes them",
                    snapshot.name(),
                    snapshot.content().orElse("(unnamed)"));
        }
    }
}
