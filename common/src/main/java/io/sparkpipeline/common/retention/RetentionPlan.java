package io.sparkpipeline.common.retention;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * The decisions about a set of items.
 *
 * @param decisions newest item first
 */
public record RetentionPlan(List<RetentionDecision> decisions) {

    public RetentionPlan {
        decisions = List.copyOf(decisions);
    }

    /** What stays, newest first. */
    public List<RetentionDecision> kept() {
        return decisions.stream().filter(RetentionDecision::keeps).toList();
    }

    /** What goes, oldest first: a prune that is cut short has then deleted what is needed least. */
    public List<RetentionDecision> expired() {
        List<RetentionDecision> gone = new ArrayList<>(
                decisions.stream().filter(decision -> !decision.keeps()).toList());
        Collections.reverse(gone);
        return List.copyOf(gone);
    }

    /** The decision about one item. */
    public Optional<RetentionDecision> of(String id) {
        return decisions.stream()
                .filter(decision -> decision.item().id().equals(id))
                .findFirst();
    }

    /** Logs each decision with its reason. */
    public void log(Logger log) {
        decisions.forEach(decision -> log.info("{}", decision));
    }
}
