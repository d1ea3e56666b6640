package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.retention.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans from a fresh listing which of the job's own snapshots of one claim go, logs why, and deletes those.
 *
 * @param taken by this run; with a dry run as if it were there
 */
record SnapshotPruner(SnapshotCluster cluster, RetentionPolicy policy, boolean dryRun, Optional<Snapshot> taken) {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotPruner.class);

    /**
     * What was done.
     *
     * @param deleted names, oldest first; with a dry run those that would go
     * @param notes what an operator has to know about them
     */
    record Pruned(RetentionPlan plan, List<String> deleted, List<String> notes) {}

    SnapshotPruner(SnapshotCluster cluster, RetentionPolicy policy, boolean dryRun) {
        this(cluster, policy, dryRun, Optional.empty());
    }

    Pruned prune(String pvc, Instant now) {
        Map<String, Snapshot> own = cluster.snapshotsOf(pvc).stream()
                .filter(SnapshotPruner::counts)
                .collect(Collectors.toMap(Snapshot::name, Function.identity()));
        if (dryRun) {
            taken.ifPresent(planned -> own.putIfAbsent(planned.name(), planned));
        }
        RetentionPlan plan = plan(own.values(), now);
        plan.log(LOG);
        RetainedContents retained = new RetainedContents(cluster);
        List<String> deleted = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (RetentionDecision decision : plan.expired()) {
            Snapshot snapshot = Objects.requireNonNull(own.get(decision.item().id()));
            Optional<String> note = retained.noteFor(snapshot);
            if (delete(snapshot)) {
                deleted.add(snapshot.name());
                note.ifPresent(notes::add);
            }
        }
        notes.forEach(LOG::warn);
        return new Pruned(plan, List.copyOf(deleted), List.copyOf(notes));
    }

    /** Others' snapshots are none of ours, and one that is being deleted is none any more: it can't hold the floor. */
    static boolean counts(Snapshot snapshot) {
        return snapshot.ours() && !snapshot.deleting();
    }

    RetentionPlan plan(Collection<Snapshot> own, Instant now) {
        return new SnapshotRetention(policy, taken).plan(own, now);
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
}
