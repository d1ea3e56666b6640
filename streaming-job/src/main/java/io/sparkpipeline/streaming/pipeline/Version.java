package io.sparkpipeline.streaming.pipeline;

/**
 * The version of a group's output. Of two outputs of a group the one with the higher {@link #number()} is the one to keep.
 *
 * <p>Within a generation it grows with the events of the group. Another generation begins where the stream goes on from less
 * than it had published, as without records that are gone from Kafka: its first version is above all of the one before.
 *
 * @param generation zero for a stream that never went on from less
 * @param events the number of events in the state
 */
public record Version(long generation, long events) {

    /** Events of a group in one generation, at most, in bits; with it, numbers stay whole in any reader of JSON until 2040. */
    private static final int EVENT_BITS = 36;

    public Version {
        if (generation < 0 || events < 0) {
            throw new IllegalArgumentException("no version: generation " + generation + ", events " + events);
        }
    }

    /** What is compared: 2^36 × generation + events. */
    public long number() {
        return Math.addExact(Math.multiplyExact(generation, 1L << EVENT_BITS), events);
    }
}
