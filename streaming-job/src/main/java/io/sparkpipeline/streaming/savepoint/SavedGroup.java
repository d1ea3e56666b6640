package io.sparkpipeline.streaming.savepoint;

import com.fasterxml.jackson.annotation.JsonRawValue;

/**
 * One line of a part: a group and its state.
 *
 * @param key the group
 * @param events how many events are in the state: the version of its last output
 * @param state the pipeline's own JSON
 */
public record SavedGroup(
        String key, long events, @JsonRawValue String state) {}
