package io.sparkpipeline.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.streaming.event.Event;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A pipeline that makes one state of whatever it is given: what a case does not override is done as it should be. */
class PipelineFixture<S extends Serializable> implements EventPipeline<S> {

    static final Event EVENT = new Event("e1", "k", BigDecimal.ONE, Instant.EPOCH);

    private final S state;

    PipelineFixture(S state) {
        this.state = state;
    }

    @SuppressWarnings("unchecked")
    static EventPipeline<Serializable> checked(EventPipeline<?> user) {
        return new CheckedPipeline((EventPipeline<Serializable>) user);
    }

    static void assertRefused(EventPipeline<?> user, String... words) {
        assertThatThrownBy(() -> checked(user).lift(EVENT))
                .isInstanceOf(PipelineException.class)
                .hasMessageContainingAll(words);
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public S lift(Event event) {
        return state;
    }

    @Override
    public S merge(S one, S other) {
        return one;
    }

    @Override
    public @Nullable String output(String group, S state, Version version) {
        return null;
    }

    @Override
    public String save(S state) {
        return "0";
    }

    @Override
    public S load(String json) {
        return state;
    }
}
