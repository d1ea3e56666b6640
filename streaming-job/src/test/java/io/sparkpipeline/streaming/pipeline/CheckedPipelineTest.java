package io.sparkpipeline.streaming.pipeline;

import static io.sparkpipeline.streaming.pipeline.PipelineFixture.EVENT;
import static io.sparkpipeline.streaming.pipeline.PipelineFixture.assertRefused;
import static io.sparkpipeline.streaming.pipeline.PipelineFixture.checked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.event.Event;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a pipeline of one's own does wrong is told with the first event, in its name. */
final class CheckedPipelineTest {

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

    @Test
    void what_no_checkpoint_could_hold_is_seen() {
        assertRefused(new PipelineFixture<>(new Holds(Optional.of("x"))), "can't be serialized", "java.util.Optional");
        assertRefused(
                new PipelineFixture<>(new Forgets("x")) {
                    @Override
                    public String save(Forgets state) {
                        return "\"" + state.value + "\"";
                    }
                },
                "is another one after it was serialized",
                "it was \"x\", and is \"null\"");
    }

    /** As one that begins with an empty state of another class. */
    @Test
    void what_merge_makes_is_tried_too() {
        assertRefused(
                new PipelineFixture<Serializable>("one") {
                    @Override
                    public Serializable merge(Serializable one, Serializable other) {
                        return new Holds(Optional.of("both"));
                    }
                },
                "can't be serialized",
                "java.util.Optional");
    }

    /** A hash map comes back with the same entries in another order, once it holds more than a few. */
    @Test
    @SuppressWarnings("NonApiType") // a state has to be Serializable, which no Map is
    void a_full_state_that_is_saved_in_no_order_is_not_refused_for_it() throws Exception {
        HashMap<Integer, Integer> full = new HashMap<>();
        IntStream.of(16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).forEach(key -> full.put(key, 1));
        EventPipeline<Serializable> pipeline = checked(new PipelineFixture<>(full) {
            @Override
            public HashMap<Integer, Integer> lift(Event event) {
                return new HashMap<>(Map.of(0, 1));
            }

            @Override
            public HashMap<Integer, Integer> merge(HashMap<Integer, Integer> one, HashMap<Integer, Integer> other) {
                return full;
            }

            @Override
            public String save(HashMap<Integer, Integer> state) {
                return state.keySet().toString();
            }
        });
        assertThat(pipeline.load("[]")).isEqualTo(full);
        Serializable state = pipeline.lift(EVENT);
        assertThat(pipeline.merge(state, state)).isEqualTo(full);
    }

    @Test
    void the_state_is_part_of_what_a_checkpoint_must_share() {
        assertThat(StateClasses.of(WindowedTopN.class)).containsExactly(TopKeys.class);
        assertThat(StateClasses.of(RunningAggregates.class)).contains(Aggregate.class);
    }
}
