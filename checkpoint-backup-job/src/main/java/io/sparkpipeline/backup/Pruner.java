package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.CorruptBackupException;
import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionItem;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.retention.RetentionPlanner;
import io.sparkpipeline.common.retention.RetentionPolicy;
import io.sparkpipeline.common.retention.RetentionReason;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what the retention plan says may go, and only after it has said why. */
final class Pruner {

    private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);

    private final BackupRepository repository;
    private final RetentionPolicy policy;
    private final int parallelism;
    private final Clock clock;

    Pruner(BackupRepository repository, RetentionPolicy policy, int parallelism, Clock clock) {
        this.repository = repository;
        this.policy = policy;
        this.parallelism = parallelism;
        this.clock = clock;
    }

    /** The decision about each backup in the bucket. */
    RetentionPlan plan() throws IOException {
        Queue<RetentionItem> items = new ConcurrentLinkedQueue<>();
        Queue<RetentionDecision> refused = new ConcurrentLinkedQueue<>();
        try (Workers workers = new Workers(parallelism, "look")) {
            for (BackupId id : repository.catalog().ids()) {
                workers.submit(() -> look(id, items, refused));
            }
            workers.finish();
        }
        List<RetentionDecision> decisions = new ArrayList<>(
                new RetentionPlanner(policy).plan(items, clock.instant()).decisions());
        refused.stream()
                .sorted(Comparator.comparing(
                                (RetentionDecision decision) -> decision.item().id())
                        .reversed())
                .forEach(decisions::add);
        return new RetentionPlan(decisions);
    }

    /** What no restore would take counts for nothing, and stays for someone to look at: the key may be the wrong one. */
    private void look(BackupId id, Queue<RetentionItem> items, Queue<RetentionDecision> refused) {
        try {
            boolean complete = repository.catalog().manifest(id).isPresent();
            boolean young = !id.time().isBefore(clock.instant().minus(policy.incompleteAfter()));
            // Only of an old one it matters whether something was written since.
            items.add(new RetentionItem(id.text(), complete || young ? id.time() : lastWritten(id), complete, false));
        } catch (CorruptBackupException e) {
            refused.add(new RetentionDecision(
                    new RetentionItem(id.text(), id.time(), false, false),
                    RetentionReason.REFUSED,
                    e.why() + "; it counts for nothing, and only you can delete it"));
        }
    }

    /** Deletes what the plan lets go, and frees the parts of uploads that were never completed. */
    void apply(RetentionPlan plan) {
        plan.log(LOG);
        Instant abandoned = clock.instant().minus(policy.incompleteAfter());
        for (RetentionDecision decision : plan.expired()) {
            BackupId id = new BackupId(decision.item().id());
            if (decision.reason() != RetentionReason.ABANDONED || isAbandoned(id, abandoned)) {
                delete(id);
            }
        }
        int freed = repository.store().abortUploads(repository.layout().root(), abandoned);
        if (freed > 0) {
            LOG.info("freed {} uploads that were never completed", freed);
        }
    }

    /** The plan may be old by now: the backup may be complete, or gone on with. */
    private boolean isAbandoned(BackupId id, Instant before) {
        if (repository.catalog().isComplete(id)) {
            LOG.info("{} is complete by now, and stays", id);
            return false;
        }
        if (lastWritten(id).isAfter(before)) {
            LOG.info("{} is being written, and stays", id);
            return false;
        }
        return true;
    }

    /** Of what is incomplete: a cut that waited for S3 has an old id, and is on its way. */
    private Instant lastWritten(BackupId id) {
        AtomicLong last = new AtomicLong(id.time().toEpochMilli());
        repository
                .store()
                .list(
                        repository.layout().folder(id),
                        info -> last.accumulateAndGet(info.lastModified().toEpochMilli(), Math::max));
        return Instant.ofEpochMilli(last.get());
    }

    /** The manifest first: what is half deleted is incomplete, and the next prune deletes the rest. */
    private void delete(BackupId id) {
        repository.store().delete(List.of(repository.layout().manifest(id)));
        List<String> keys = new ArrayList<>();
        repository.store().list(repository.layout().folder(id), info -> keys.add(info.key()));
        repository.store().delete(keys);
        repository.store().abortUploads(repository.layout().folder(id), clock.instant());
    }
}
