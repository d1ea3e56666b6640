package io.sparkpipeline.common.store;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads objects. All methods throw {@link StoreException}. */
public interface ObjectReader {

    /** The object's facts; empty where there is none. */
    Optional<ObjectInfo> head(String key);

    /** The object's facts and bytes; fails with {@link StoreException.Kind#NOT_FOUND} where there is none. */
    ObjectContent open(String key);

    /**
     * A range of the object's bytes, and only of that version of it. Closed before its end it drops the connection.
     *
     * @param expected what an earlier call said; another version of the object is a failure
     * @param from the first byte
     * @param until the byte after the last; over {@code from}, and at most the object's size
     */
    InputStream open(ObjectInfo expected, long from, long until);

    /**
     * A small object as a whole; empty where there is none.
     *
     * @param limit the most bytes it may have; a larger one fails with {@link StoreException.Kind#TOO_LARGE}
     */
    Optional<byte[]> read(String key, int limit);

    /** Every object whose key begins with the prefix, in key order, a page at a time. */
    void list(String prefix, Consumer<ObjectInfo> consumer);

    /** The names between the prefix, which ends with a slash, and the next slash, in order and without it. */
    List<String> folders(String prefix);
}
