package io.sparkpipeline.common.store;

/** An object that is uploaded in parts, from any number of threads. */
public interface MultipartUpload {

    /**
     * Whether the store has that part with these bytes, as it has of an upload that an earlier run began. Always false
     * where the store does not tell the checksums of parts.
     */
    boolean has(int number, Chunk content);

    /**
     * Uploads a part; again with the same number replaces it.
     *
     * @param number from 1 to 10,000; each part but the last has at least 5 MiB (S3 User Guide, multipart limits)
     */
    void part(int number, Chunk content);

    /** Puts the parts together in the order of their numbers: the object is there, whole. */
    void complete();

    /** Gives up and frees the parts; never fails, since a prune frees them later. */
    void abort();
}
