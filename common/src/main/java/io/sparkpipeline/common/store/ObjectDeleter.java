package io.sparkpipeline.common.store;

import java.time.Instant;
import java.util.Collection;

/** Deletes objects. All methods throw {@link StoreException}. */
public interface ObjectDeleter {

    /** Deletes the objects; those that are not there are no failure. */
    void delete(Collection<String> keys);

    /**
     * Frees the parts of uploads under the prefix that were begun before the given time and never completed.
     *
     * @return how many were freed; 0 where the store does not offer this
     */
    int abortUploads(String prefix, Instant before);
}
