package io.sparkpipeline.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.event.Event;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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

    /** Writes itself, and Java could write it, but nothing could make one to read it. */
    public static final class Closed implements Externalizable {
        private static final long serialVersionUID = 1L;

        Closed() {}

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    /** Names it. */
    public static final class Naming extends Of<Closed> {

        @Override
        public Closed lift(Event event) {
            return new Closed();
        }

        @Override
        public String save(Closed state) {
            return "0";
        }

        @Override
        public Closed load(String json) {
            return new Closed();
        }
    }

    /** Nothing can make one by itself; what extends it can be made. */
    public static class Base implements Externalizable {
        private static final long serialVersionUID = 1L;

        protected Base() {}

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    /** A state that extends it. */
    public static final class Extending extends Base {
        private static final long serialVersionUID = 1L;

        public Extending() {}
    }

    /** Names the base, or what extends it. */
    private static class NamingBase<T extends Base> extends Of<T> {
        private final T state;

        private NamingBase(T state) {
            this.state = state;
        }

        @Override
        public T lift(Event event) {
            return state;
        }

        @Override
        public String save(T state) {
            return "0";
        }

        @Override
        public T load(String json) {
            return state;
        }
    }

    /** Of what extends a base. */
    public static final class NamingExtending extends NamingBase<Extending> {
        public NamingExtending() {
            super(new Extending());
        }

        @Override
        public Extending lift(Event event) {
            return super.lift(event);
        }
    }

    /** Of the base. */
    public static final class NamingMereBase extends NamingBase<Base> {
        public NamingMereBase() {
            super(new Extending());
        }
    }

    /** Reads less than it wrote, by itself. */
    public static final class Brief implements Externalizable {
        private static final long serialVersionUID = 1L;

        public Brief() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeLong(7);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            in.readInt();
        }
    }

    /** Hides its state behind an interface. */
    private static class Hiding extends Of<Serializable> {
        private final Serializable state;

        private Hiding(Serializable state) {
            this.state = state;
        }

        @Override
        public Serializable lift(Event event) {
            return state;
        }

        @Override
        public String save(Serializable state) {
            return "0";
        }

        @Override
        public Serializable load(String json) {
            return state;
        }
    }

    @Test
    void a_state_that_nothing_could_make_again_is_refused_at_the_start() {
        assertThatThrownBy(() -> Pipelines.named(Naming.class.getName()))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("CheckedPipelineTest$Closed is Externalizable and has no public constructor");
    }

    @Test
    void a_class_that_others_extend_is_no_reason_to_refuse_them() throws Exception {
        for (Class<?> good : List.of(NamingExtending.class, NamingMereBase.class)) {
            EventPipeline<Serializable> pipeline = Pipelines.named(good.getName());
            assertThat(pipeline.lift(EVENT)).isInstanceOf(Extending.class);
        }
    }

    @Test
    void one_behind_an_interface_is_seen_with_the_first_event() {
        assertRefused(new Hiding(new Closed()), "CheckedPipelineTest$Closed", "no public constructor");
        assertRefused(new Hiding(new Brief()), "CheckedPipelineTest$Brief", "does not read back what it wrote");
    }

    /** As one that begins with an empty state of another class. */
    @Test
    void what_merge_makes_is_tried_too() {
        assertRefused(
                new Of<Serializable>() {
                    @Override
                    public Serializable lift(Event event) {
                        return "one";
                    }

                    @Override
                    public Serializable merge(Serializable one, Serializable other) {
                        return new Holds(Optional.of("both"));
                    }

                    @Override
                    public String save(Serializable state) {
                        return "0";
                    }

                    @Override
                    public Serializable load(String json) {
                        return "one";
                    }
                },
                "can't be serialized",
                "java.util.Optional");
    }

    /** A savepoint is read into it, and the next checkpoint would have to hold it. */
    @Test
    void what_load_makes_is_tried_too() {
        assertRefused(
                new Hiding("one") {
                    @Override
                    public Serializable load(String json) {
                        return new Closed();
                    }
                },
                "CheckedPipelineTest$Closed",
                "no public constructor");
    }

    /** As one that has a form for few events and another for many. */
    @Test
    void a_class_of_states_that_comes_later_is_seen_with_the_first_of_it() throws Exception {
        Serializable[] given = {"one"};
        EventPipeline<Serializable> pipeline = checked(new Of<Serializable>() {
            @Override
            public Serializable lift(Event event) {
                return given[0];
            }

            @Override
            public Serializable merge(Serializable one, Serializable other) {
                return other;
            }

            @Override
            public String save(Serializable state) {
                return "0";
            }

            @Override
            public Serializable load(String json) {
                return "one";
            }
        });
        assertThat(pipeline.lift(EVENT)).isEqualTo("one");
        given[0] = new Closed();
        assertThatThrownBy(() -> pipeline.lift(EVENT)).isInstanceOf(PipelineException.class);
        assertThatThrownBy(() -> pipeline.merge("one", new Closed()))
                .isInstanceOf(PipelineException.class)
                .hasMessageContainingAll("CheckedPipelineTest$Closed", "give it one");
    }

    /** A hash map comes back with the same entries in another order, once it holds more than a few. */
    @Test
    @SuppressWarnings("NonApiType") // a state has to be Serializable, which no Map is
    void a_full_state_that_is_saved_in_no_order_is_not_refused_for_it() throws Exception {
        HashMap<Integer, Integer> full = new HashMap<>();
        IntStream.of(16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).forEach(key -> full.put(key, 1));
        EventPipeline<Serializable> pipeline = checked(new Of<HashMap<Integer, Integer>>() {
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

            @Override
            public HashMap<Integer, Integer> load(String json) {
                return full;
            }
        });
        assertThat(pipeline.load("[]")).isEqualTo(full);
        Serializable state = pipeline.lift(EVENT);
        assertThat(pipeline.merge(state, state)).isEqualTo(full);
    }

    /** Within a state Java's serialization puts another object in its place, and never makes one. */
    public static final class Replaced implements Externalizable {
        private static final long serialVersionUID = 1L;

        private Replaced() {}

        private Object writeReplace() {
            return "in its place";
        }

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    /** A state that holds such a one. */
    private record Around(Replaced value) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Names it. */
    public static final class NamingReplaced extends Of<Around> {

        @Override
        public Around lift(Event event) {
            return new Around(new Replaced());
        }

        @Override
        public String save(Around state) {
            return "0";
        }

        @Override
        public Around load(String json) {
            return new Around(new Replaced());
        }
    }

    @Test
    void what_is_replaced_when_it_is_written_is_tried_and_not_refused_by_its_class() {
        assertThatCode(() -> Pipelines.named(NamingReplaced.class.getName())).doesNotThrowAnyException();
        assertRefused(new NamingReplaced(), "can't be serialized", "Replaced");
    }

    @Test
    void the_state_is_part_of_what_a_checkpoint_must_share() {
        assertThat(StateClasses.of(WindowedTopN.class)).containsExactly(TopKeys.class);
        assertThat(StateClasses.of(RunningAggregates.class)).contains(Aggregate.class);
    }
}
