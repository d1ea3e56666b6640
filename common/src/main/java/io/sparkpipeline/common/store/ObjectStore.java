package io.sparkpipeline.common.store;

/** All roles of an object store; a component takes the smallest that it needs. */
public interface ObjectStore extends ObjectReader, ObjectWriter, ObjectDeleter, AutoCloseable {

    /** Frees connections; never fails. */
    @Override
    void close();
}
