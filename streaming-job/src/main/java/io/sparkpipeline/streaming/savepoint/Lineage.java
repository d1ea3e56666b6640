package io.sparkpipeline.streaming.savepoint;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What offsets and versions are of: the same offset of another topic is another record, and the same number of events of
 * another generation is another state.
 *
 * @param topicId Kafka's id of the topic, which one that was made anew does not share; empty where it is not known, or the
 *     source is no topic
 * @param generation see {@link io.sparkpipeline.streaming.pipeline.Version}
 */
public record Lineage(String topicId, long generation) {

    /** Of what was written before this was kept. */
    public static final Lineage UNKNOWN = new Lineage("", 0);

    /** Whether it says nothing. */
    @JsonIgnore
    public boolean isUnknown() {
        return equals(UNKNOWN);
    }
}
