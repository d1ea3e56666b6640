package io.sparkpipeline.streaming.graph;

import java.io.Serializable;

/** Makes something of a group. */
@FunctionalInterface
interface GroupFunction<T> {

    /**
     * Makes it.
     *
     * @param events the number of events in the state
     * @param value the pipeline's state
     */
    T apply(String group, long events, Serializable value);
}
