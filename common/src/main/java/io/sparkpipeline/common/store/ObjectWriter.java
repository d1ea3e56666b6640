package io.sparkpipeline.common.store;

import java.util.Map;

/** Writes objects, each with a CRC-32C that the store checks where it can. All methods throw {@link StoreException}. */
public interface ObjectWriter {

    /** Writes or replaces the object. */
    void put(String key, Chunk content);

    /**
     * Writes the object unless one of that key exists, decided by the store in one step ({@code If-None-Match: *}).
     *
     * @return false when one exists, whose content is then untouched; also when an earlier try of this very call wrote
     *     it but its answer was lost, so the caller compares
     */
    boolean putIfAbsent(String key, Chunk content);

    /**
     * The uploads under the prefix that were begun and neither completed nor given up, the latest of each key: to go on
     * with. Empty where the store does not tell, or may not.
     */
    Map<String, MultipartUpload> unfinished(String prefix);

    /** Begins an object of several parts; nothing is visible before {@link MultipartUpload#complete}. */
    MultipartUpload begin(String key);
}
