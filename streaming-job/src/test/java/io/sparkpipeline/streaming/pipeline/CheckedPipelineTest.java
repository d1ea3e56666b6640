package io.sparkpipeline.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.event.Event;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a pipeline of one's own does wrong is told with the first event, in its name. */
final class CheckedPipelineTest {

    private static final Event EVENT = new Event("e1", "k", BigDecimal.ONE, Instant.EPOCH);

    /** A good one: the ids of its events. */
    private static class Ids implements EventPipeline<StringBuilder> {

        @Override
        public String version() {
            return "1";
        }

        @Override
        public StringBuilder lift(Event event) throws BadEventException {
            return new StringBuilder(String.valueOf(event.id()));
        }

        @Override
        public StringBuilder merge(StringBuilder one, StringBuilder other) {
            return new StringBuilder(one).append(',').append(other);
        }

        @Override
        public @Nullable String output(String group, StringBuilder state, Version version) {
            return state.toString();
        }

        @Override
        public String save(StringBuilder state) {
            return "\"" + state + "\"";
        }

        @Override
        public StringBuilder load(String json) {
            return new StringBuilder(json.replace("\"", ""));
        }
    }

    @SuppressWarnings("unchecked")
    private static EventPipeline<Serializable> checked(EventPipeline<?> user) {
        return new CheckedPipeline((EventPipeline<Serializable>) user);
    }

    private static void assertRefused(EventPipeline<?> user, String... words) {
        assertThatThrownBy(() -> checked(user).lift(EVENT))
                .isInstanceOf(PipelineException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void a_good_one_is_left_alone() throws Exception {
        EventPipeline<Serializable> pipeline = checked(new Ids());
        Serializable state = pipeline.merge(pipeline.lift(EVENT), pipeline.lift(EVENT));
        assertThat(pipeline.output(pipeline.group(EVENT), state, new Version(0, 2)))
                .isEqualTo("e1,e1");
        assertThat(pipeline.load(pipeline.save(state))).hasToString("e1,e1");
    }

    @Test
    void a_state_that_is_null_is_no_state() {
        assertRefused(
                new Ids() {
                    @Override
                    @SuppressWarnings("NullAway") // what a user without it may do
                    public StringBuilder lift(Event event) {
                        return null;
                    }
                },
                ".lift gives null for Event[id=e1");
        EventPipeline<Serializable> pipeline = checked(new Ids() {
            @Override
            @SuppressWarnings("NullAway")
            public StringBuilder merge(StringBuilder one, StringBuilder other) {
                return null;
            }
        });
        assertThatThrownBy(() -> pipeline.lift(EVENT)).hasMessageContaining(".merge gives null");
    }

    @Test
    void what_it_throws_is_told_with_what_it_was_given() {
        assertRefused(
                new Ids() {
                    @Override
                    public StringBuilder lift(Event event) {
                        throw new IllegalStateException("no such country");
                    }
                },
                ".lift fails for Event[id=e1",
                "no such country");
        PipelineException told = new PipelineException("it failed", new IllegalStateException("why"));
        assertThat(told.at("events", 3, 42))
                .hasMessage("it failed, from events-3 at offset 42")
                .hasRootCauseMessage("why");
    }

    @Test
    void what_it_refuses_stays_a_bad_event_and_no_group_is_one() {
        assertThatThrownBy(() -> checked(new Ids() {
                            @Override
                            public StringBuilder lift(Event event) throws BadEventException {
                                throw new BadEventException("unknown country");
                            }
                        })
                        .lift(EVENT))
                .isInstanceOf(BadEventException.class)
                .hasMessage("unknown country");
        assertThatThrownBy(() -> checked(new Ids() {
                            @Override
                            public String group(Event event) {
                                return "";
                            }
                        })
                        .group(EVENT))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("no group");
    }

    @Test
    void a_merge_that_changes_what_it_is_given_is_seen() {
        assertRefused(
                new Ids() {
                    @Override
                    public StringBuilder merge(StringBuilder one, StringBuilder other) {
                        return one.append(',').append(other);
                    }
                },
                ".merge changes a state",
                "it was \"e1\", and is \"e1,e1\"");
    }

    @Test
    void what_no_savepoint_could_hold_is_seen() {
        assertRefused(
                new Ids() {
                    @Override
                    public String save(StringBuilder state) {
                        return "no JSON";
                    }
                },
                "can't load what it saved");
        assertRefused(
                new Ids() {
                    @Override
                    public StringBuilder load(String json) {
                        throw new UnsupportedOperationException("later");
                    }
                },
                "can't load what it saved",
                "later");
    }

    /** A field that no checkpoint can hold, and one that none keeps. */
    private record Holds(Optional<String> value) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private static final class Forgets implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable String value;

        private Forgets(@Nullable String value) {
            this.value = value;
        }
    }

    private abstract static class Of<S extends Serializable> implements EventPipeline<S> {

        @Override
        public String version() {
            return "1";
        }

        @Override
        public S merge(S one, S other) {
            return one;
        }

        @Override
        public @Nullable String output(String group, S state, Version version) {
            return null;
        }
    }

    @Test
    void what_no_checkpoint_could_hold_is_seen() {
        assertRefused(
                new Of<Holds>() {
                    @Override
                    public Holds lift(Event event) {
                        return new Holds(Optional.of("x"));
                    }

                    @Override
                    public String save(Holds state) {
                        return "\"x\"";
                    }

                    @Override
                    public Holds load(String json) {
                        return new Holds(Optional.of("x"));
                    }
                },
                "can't be serialized",
                "java.util.Optional");
        assertRefused(
                new Of<Forgets>() {
                    @Override
                    public Forgets lift(Event event) {
                        return new Forgets("x");
                    }

                    @Override
                    public String save(Forgets state) {
                        return "\"" + state.value + "\"";
                    }

                    @Override
                    public Forgets load(String json) {
                        return new Forgets("x");
                    }
                },
                "is another one after it was serialized",
                "it was \"x\", and is \"null\"");
    }

    @Test
    void the_state_is_part_of_what_a_checkpoint_must_share() {
        assertThat(StateClasses.of(WindowedTopN.class)).containsExactly(TopKeys.class);
        assertThat(StateClasses.of(RunningAggregates.class)).contains(Aggregate.class);
    }
}
