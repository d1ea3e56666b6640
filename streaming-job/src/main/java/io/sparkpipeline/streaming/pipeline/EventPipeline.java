package io.sparkpipeline.streaming.pipeline;

import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.event.Event;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user's own logic, named by {@code --pipeline}: a fold per group. The job takes care of everything else: state,
 * checkpoints, savepoints, recovery and output.
 *
 * <p>What is promised: every good event is folded into its group exactly once, whatever crashes. Each output carries a
 * version; it may be published more than once, and a reader that keeps the highest version per group has the exact
 * result.
 *
 * <p>What is asked for: a public class with a public constructor without parameters; {@link #merge} associative and
 * commutative, for events of one group may come from several partitions and are combined early; and no method changes
 * what it is given, for Spark shares state objects between batches and tries tasks again.
 *
 * <p>What fails: an exception of any method but {@link BadEventException} ends the job, which says which method, what it
 * was given and where that came from. Nothing is skipped, and the next start meets the same event again: mend the pipeline,
 * or refuse such events.
 *
 * @param <S> the state of one group; serialized by Java, so give it a {@code serialVersionUID}. One that is {@link
 *     java.io.Externalizable} needs a public constructor without parameters; {@code writeReplace} and {@code readResolve}
 *     are not called for it
 */
public interface EventPipeline<S extends Serializable> {

    /**
     * The version of the logic and of the form of its state. With another one (or with changed class files of the
     * pipeline or its state) the job does not go on from a checkpoint but from the newest savepoint, whose state {@link
     * #load} reads.
     */
    String version();

    /**
     * The group that an event belongs to; not empty. It is the key of the output.
     *
     * @throws BadEventException for an event that this pipeline refuses: it becomes a dead letter with that reason
     */
    default String group(Event event) throws BadEventException {
        return event.key();
    }

    /**
     * When a group takes its last event, for groups that end, such as windows; null for one that never does, whose state
     * stays for ever. To be told by the group alone, and always the same for it.
     *
     * <p>An event that was recorded after that time (by the record's own time in Kafka, or the HTTP source's) is late: it
     * becomes a dead letter with that reason, is counted in {@code spark_streaming_late_events_total}, and changes nothing.
     * The record alone decides it, so that a crash or a savepoint in between changes no result. The state is let go when
     * everything that was recorded until then is counted, and ten minutes more, for producers' clocks differ: an event that
     * was recorded in time and is read later even than that is a dead letter, too.
     */
    default @Nullable Instant expires(String group) {
        return null;
    }

    /**
     * The state after this one event; not null.
     *
     * @throws BadEventException for an event that this pipeline refuses: it becomes a dead letter with that reason
     */
    S lift(Event event) throws BadEventException;

    /** The state after the events of both; not null, and a new object where it is another. */
    S merge(S one, S other);

    /**
     * What is published when a group changed, as UTF-8 text; null publishes nothing.
     *
     * @param version its number is to be in the output; readers keep the highest
     */
    @Nullable
    String output(String group, S state, Version version);

    /** The state as JSON that does without this class, for savepoints. */
    String save(S state);

    /**
     * Reads what {@link #save} wrote, in this version of the pipeline or an earlier one.
     *
     * @throws IllegalArgumentException when it is no state of this pipeline
     */
    S load(String json);
}
