package io.sparkpipeline.common.checkpoint;

/**
 * A reference from a metadata file to checkpointed RDD data.
 *
 * @param root the checkpoint path as Spark knew it when it wrote, such as {@code file:/mnt/checkpoints/app}
 * @param run the UUID of the driver run that wrote the data
 * @param rdd the RDD's number in that run
 */
public record RddReference(String root, String run, int rdd) implements Comparable<RddReference> {

    /** The name of the RDD's folder under its run. */
    public String folderName() {
        return "rdd-" + rdd;
    }

    @Override
    public int compareTo(RddReference other) {
        int byRun = run.compareTo(other.run);
        return byRun != 0 ? byRun : Integer.compare(rdd, other.rdd);
    }

    @Override
    public String toString() {
        return run + "/" + folderName();
    }
}
