package io.sparkpipeline.common.retention;

/**
 * What becomes of one item.
 *
 * @param explanation one line for people, with the figures behind the reason
 */
public record RetentionDecision(RetentionItem item, RetentionReason reason, String explanation) {

    /** Whether it stays. */
    public boolean keeps() {
        return reason.keeps();
    }

    /** One line for a log: {@code keep 2026…: newest: the newest complete one}. */
    @Override
    public String toString() {
        return (keeps() ? "keep " : "delete ") + item.id() + ": " + reason.code() + ": " + explanation;
    }
}
