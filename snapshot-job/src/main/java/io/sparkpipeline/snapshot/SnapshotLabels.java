package io.sparkpipeline.snapshot;

/** The labels of snapshots. */
public final class SnapshotLabels {

    /** The standard label of who made an object. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** The value of {@link #MANAGED_BY} on snapshots of this job; others are never touched. */
    public static final String OURS = "spark-pipeline-snapshot";

    /** On a snapshot that is never pruned; any value but {@code false} counts. */
    public static final String KEEP = "sparkpipeline.io/keep";

    private SnapshotLabels() {}
}
