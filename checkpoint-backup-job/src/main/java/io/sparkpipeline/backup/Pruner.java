package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupCatalog;
import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionItem;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.retention.RetentionPlanner;
import io.sparkpipeline.common.retention.RetentionPolicy;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
        BackupCatalog catalog = repository.catalog();
        Queue<RetentionItem> items = new ConcurrentLinkedQueue<>();
        try (Workers workers = new Workers(parallelism, "look")) {
            for (BackupId id : catalog.ids()) {
                workers.submit(() -> items.add(new RetentionItem(id.text(), id.time(), catalog.isComplete(id), false)));
            }
            workers.finish();
        }
        return new RetentionPlanner(policy).plan(items, clock.instant());
    }

    /** Deletes what the plan lets go, and frees the parts of uploads that were never completed. */
    void apply(RetentionPlan plan) {
        plan.log(LOG);
        for (RetentionDecision decision : plan.expired()) {
            delete(new BackupId(decision.item().id()));
        }
        Instant abandoned = clock.instant().minus(policy.incompleteAfter());
        int freed = repository.store().abortUploads(repository.layout().root(), abandoned);
        if (freed > 0) {
            LOG.info("freed {} uploads that were never completed", freed);
        }
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
