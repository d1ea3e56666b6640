package io.sparkpipeline.common.store;

/** An object that is uploaded in parts, from any number of threads. */
public interface MultipartUpload {

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
