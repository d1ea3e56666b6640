package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.retention.RetentionDecision;
import io.sparkpipeline.common.retention.RetentionItem;
import io.sparkpipeline.common.retention.RetentionPlan;
import io.sparkpipeline.common.retention.RetentionReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what earlier starts moved to {@code rejected/}, by age and by number. The newest one stays whatever its age, and
 * so does what is not ours.
 */
public final class RejectedRetention {

    private static final Logger LOG = LoggerFactory.getLogger(RejectedRetention.class);
    private static final long INTERVAL_NANOS = Duration.ofHours(1).toNanos();

    private final Path root;
    private final Duration retention;
    private final int keep;
    private final Clock clock;
    private long next = System.nanoTime();

    /**
     * That of a checkpoint folder.
     *
     * @param retention older ones go
     * @param keep so many stay at most; at least 1
     */
    public RejectedRetention(Path checkpointFolder, Duration retention, int keep, Clock clock) {
        this.root = checkpointFolder.resolve(CheckpointDirectory.REJECTED);
        this.retention = retention;
        this.keep = keep;
        this.clock = clock;
    }

    /** Deletes what may go, once an hour; to be called when this run has good checkpoints of its own. */
    public void look() {
        if (System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + INTERVAL_NANOS;
        try {
            RetentionPlan plan = plan();
            if (!plan.expired().isEmpty()) {
                plan.log(LOG);
            }
            for (RetentionDecision expired : plan.expired()) {
                FileTrees.delete(root.resolve(expired.item().id()));
            }
        } catch (IOException e) {
            LOG.warn("What was rejected stays on the volume for now: {}", e.toString());
        }
    }

    /** What becomes of each. */
    RetentionPlan plan() throws IOException {
        List<RetentionDecision> decisions = new ArrayList<>();
        int rank = 0;
        for (RetentionItem item : newestFirst()) {
            boolean dated = !item.created().isAfter(clock.instant());
            rank += dated ? 1 : 0;
            decisions.add(decide(item, rank));
        }
        return new RetentionPlan(decisions);
    }

    private RetentionDecision decide(RetentionItem item, int rank) {
        Duration age = Duration.between(item.created(), clock.instant());
        if (age.isNegative()) {
            return new RetentionDecision(item, RetentionReason.FUTURE, "dated ahead of this clock: its age is unknown");
        }
        String old = Durations.age(age, " ") + " old";
        if (rank == 1) {
            return new RetentionDecision(item, RetentionReason.NEWEST, "the newest one, " + old);
        }
        if (age.compareTo(retention) > 0) {
            return new RetentionDecision(item, RetentionReason.EXPIRED, old + ", over " + Durations.text(retention));
        }
        if (rank > keep) {
            return new RetentionDecision(
                    item, RetentionReason.EXPIRED, "number " + rank + " where " + keep + " are kept, " + old);
        }
        return new RetentionDecision(item, RetentionReason.YOUNG, old + ", within " + Durations.text(retention));
    }

    private List<RetentionItem> newestFirst() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.flatMap(entry -> item(entry.getFileName().toString()).stream())
                    .sorted(Comparator.comparing(RetentionItem::created).reversed())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Optional<RetentionItem> item(String name) {
        try {
            return Optional.of(new RetentionItem(name, Rejected.NAME.parse(name, Instant::from), true, false));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
