package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionItem;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.retention.RetentionPlanner;
import io.sparkpipeline.common.retention.RetentionPolicy;
import io.sparkpipeline.common.retention.RetentionReason;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides about the job's own snapshots of a claim's name. Those of an earlier claim of that name, with another UID, are
 * planned by themselves: a snapshot of a new and perhaps empty claim does not push out the old one's.
 *
 * @param taken by this run, which stays and counts as ready
 */
record SnapshotRetention(RetentionPolicy policy, Optional<Snapshot> taken) {

    private static final Comparator<RetentionDecision> NEWEST_FIRST = Comparator.comparing(
                    (RetentionDecision decision) -> decision.item().created())
            .thenComparing(decision -> decision.item().id())
            .reversed();

    RetentionPlan plan(Collection<Snapshot> own, Instant now) {
        // One that does not tell its claim is counted with those of the newest.
        String present = own.stream()
                .filter(snapshot -> snapshot.claimUid().isPresent())
                .max(Comparator.comparing(Snapshot::created))
                .flatMap(Snapshot::claimUid)
                .orElse("");
        Map<String, List<RetentionItem>> byClaim = own.stream()
                .collect(Collectors.groupingBy(
                        snapshot -> snapshot.claimUid().orElse(present),
                        Collectors.mapping(this::item, Collectors.toList())));
        return new RetentionPlan(byClaim.entrySet().stream()
                .flatMap(claim -> decide(claim.getValue(), now, claim.getKey().equals(present) ? "" : claim.getKey()))
                .sorted(NEWEST_FIRST)
                .toList());
    }

    private Stream<RetentionDecision> decide(List<RetentionItem> items, Instant now, String earlierClaim) {
        return new RetentionPlanner(policy)
                .plan(items, now).decisions().stream()
                        .map(this::keepTaken)
                        .map(decision -> earlierClaim.isEmpty()
                                ? decision
                                : new RetentionDecision(
                                        decision.item(),
                                        decision.reason(),
                                        decision.explanation() + ", of an earlier claim with the UID " + earlierClaim));
    }

    private RetentionItem item(Snapshot snapshot) {
        boolean ready = snapshot.ready() || isTaken(snapshot.name());
        return new RetentionItem(snapshot.name(), snapshot.created(), ready, snapshot.labelledKeep());
    }

    private RetentionDecision keepTaken(RetentionDecision decision) {
        return decision.keeps() || !isTaken(decision.item().id())
                ? decision
                : new RetentionDecision(decision.item(), RetentionReason.THIS_RUN, "this run reports it ready");
    }

    private boolean isTaken(String name) {
        return taken.filter(snapshot -> snapshot.name().equals(name)).isPresent();
    }
}
