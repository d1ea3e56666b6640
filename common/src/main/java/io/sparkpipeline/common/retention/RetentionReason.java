package io.sparkpipeline.common.retention;

/** Why an item stays or goes. */
public enum RetentionReason {
    NEWEST(true, "newest"),
    LABELLED(true, "labelled-keep"),
    THIS_RUN(true, "this-run"),
    FUTURE(true, "from-the-future"),
    YOUNG(true, "young"),
    AT_LEAST(true, "keep-at-least"),
    UNDER_WAY(true, "under-way"),
    REFUSED(true, "refused"),
    EXPIRED(false, "expired"),
    ABANDONED(false, "abandoned");

    private final boolean keeps;
    private final String code;

    RetentionReason(boolean keeps, String code) {
        this.keeps = keeps;
        this.code = code;
    }

    /** Whether this is a reason to keep. */
    public boolean keeps() {
        return keeps;
    }

    /** Stable, for tables, logs and JSON. */
    public String code() {
        return code;
    }
}
