package io.sparkpipeline.streaming.pipeline;

import static io.sparkpipeline.streaming.pipeline.PipelineFixture.EVENT;
import static io.sparkpipeline.streaming.pipeline.PipelineFixture.assertRefused;
import static io.sparkpipeline.streaming.pipeline.PipelineFixture.checked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.streaming.event.Event;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** States that write themselves: one that nothing could make again is told of before a checkpoint holds it. */
final class ExternalizableStateTest {

    /** Writes nothing. */
    private abstract static class Empty implements Externalizable {
        private static final long serialVersionUID = 1L;

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    /** Java could write it, but nothing could make one to read it. */
    public static final class Closed extends Empty {
        private static final long serialVersionUID = 1L;

        Closed() {}
    }

    /** Names it. */
    public static final class NamingClosed extends PipelineFixture<Closed> {
        public NamingClosed() {
            super(new Closed());
        }

        @Override
        public Closed lift(Event event) {
            return super.lift(event);
        }
    }

    /** Not public: what extends it has but a bridge to its method. */
    static class Hidden extends PipelineFixture<Closed> {
        Hidden() {
            super(new Closed());
        }

        @Override
        public Closed lift(Event event) {
            return super.lift(event);
        }
    }

    /** Names it by inheritance. */
    public static final class InheritingClosed extends Hidden {
        public InheritingClosed() {}
    }

    /** Nothing can make one by itself; what extends it can be made. */
    public static class Base extends Empty {
        private static final long serialVersionUID = 1L;

        protected Base() {}
    }

    /** A state that extends it. */
    public static final class Extending extends Base {
        private static final long serialVersionUID = 1L;

        public Extending() {}
    }

    /** Names what extends a base. */
    public static final class NamingExtending extends PipelineFixture<Extending> {
        public NamingExtending() {
            super(new Extending());
        }

        @Override
        public Extending lift(Event event) {
            return super.lift(event);
        }
    }

    /** Names the base. */
    public static final class NamingMereBase extends PipelineFixture<Base> {
        public NamingMereBase() {
            super(new Extending());
        }

        @Override
        public Base lift(Event event) {
            return super.lift(event);
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

    /** Within a state Java's serialization puts another object in its place, and never makes one. */
    public static final class Replaced extends Empty {
        private static final long serialVersionUID = 1L;

        private Replaced() {}

        private Object writeReplace() {
            return "in its place";
        }
    }

    /** A state that holds such a one. */
    private record Around(Replaced value) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Names it. */
    public static final class NamingReplaced extends PipelineFixture<Around> {
        public NamingReplaced() {
            super(new Around(new Replaced()));
        }

        @Override
        public Around lift(Event event) {
            return super.lift(event);
        }
    }

    @Test
    void a_state_that_nothing_could_make_again_is_refused_at_the_start() {
        for (Class<?> bad : List.of(NamingClosed.class, InheritingClosed.class)) {
            assertThatThrownBy(() -> Pipelines.named(bad.getName()))
                    .isInstanceOfSatisfying(
                            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                    .hasMessageContaining(
                            "ExternalizableStateTest$Closed is Externalizable and has no public constructor");
        }
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
        assertRefused(
                new PipelineFixture<Serializable>(new Closed()),
                "ExternalizableStateTest$Closed",
                "no public constructor");
        assertRefused(
                new PipelineFixture<Serializable>(new Brief()),
                "ExternalizableStateTest$Brief",
                "does not read back what it wrote");
    }

    /** A savepoint is read into it, and the next checkpoint would have to hold it. */
    @Test
    void what_load_makes_is_tried_too() {
        assertRefused(
                new PipelineFixture<Serializable>("one") {
                    @Override
                    public Serializable load(String json) {
                        return new Closed();
                    }
                },
                "ExternalizableStateTest$Closed",
                "no public constructor");
    }

    /** As one that has a form for few events and another for many. */
    @Test
    void a_class_of_states_that_comes_later_is_seen_with_the_first_of_it() throws Exception {
        Serializable[] given = {"one"};
        EventPipeline<Serializable> pipeline = checked(new PipelineFixture<Serializable>("one") {
            @Override
            public Serializable lift(Event event) {
                return given[0];
            }

            @Override
            public Serializable merge(Serializable one, Serializable other) {
                return other;
            }
        });
        assertThat(pipeline.lift(EVENT)).isEqualTo("one");
        given[0] = new Closed();
        assertThatThrownBy(() -> pipeline.lift(EVENT)).isInstanceOf(PipelineException.class);
        assertThatThrownBy(() -> pipeline.merge("one", new Closed()))
                .isInstanceOf(PipelineException.class)
                .hasMessageContainingAll("ExternalizableStateTest$Closed", "give it one");
    }

    @Test
    void what_is_replaced_when_it_is_written_is_tried_and_not_refused_by_its_class() {
        assertThatCode(() -> Pipelines.named(NamingReplaced.class.getName())).doesNotThrowAnyException();
        assertRefused(new NamingReplaced(), "can't be serialized", "Replaced");
    }
}
