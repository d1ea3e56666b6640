package io.sparkpipeline.common.kube;

/** The labels and annotations of the volume snapshots that the pipeline makes. */
public final class SnapshotLabels {

    /** The standard label of who made an object. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** The value of {@link #MANAGED_BY} on the pipeline's snapshots; others are never touched. */
    public static final String OURS = "spark-pipeline-snapshot";

    /** On a snapshot that is never pruned; any value but {@code false} counts. */
    public static final String KEEP = "sparkpipeline.io/keep";

    /** Annotation: when the snapshot was due (ISO 8601). */
    public static final String SCHEDULED_TIME = "sparkpipeline.io/scheduled-time";

    /** Annotation: UID of the claim, which tells it from a later one of the same name. */
    public static final String CLAIM_UID = "sparkpipeline.io/claim-uid";

    /** Annotation: storage class of the claim, for a restore after the claim is gone. */
    public static final String CLAIM_STORAGE_CLASS = "sparkpipeline.io/claim-storage-class";

    /** Annotation: access modes of the claim, comma-separated. */
    public static final String CLAIM_ACCESS_MODES = "sparkpipeline.io/claim-access-modes";

    /** Annotation: size of the claim as a quantity, such as {@code 10Gi}. */
    public static final String CLAIM_SIZE = "sparkpipeline.io/claim-size";

    private SnapshotLabels() {}
}
