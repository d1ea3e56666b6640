package io.sparkpipeline.streaming.graph;

import java.io.Serializable;

/** Takes groups, one after another. */
@FunctionalInterface
interface GroupSink {

    /**
     * Takes one.
     *
     * @param events the number of events in the state
     * @param value the pipeline's state
     */
    void accept(String group, long events, Serializable value);
}
