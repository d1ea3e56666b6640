package io.sparkpipeline.streaming.pipeline;

import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.event.Event;
import java.io.Serializable;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A user's pipeline, held to what it promises: what it throws is told with its name and what it was given, and a state that
 * is null, which would be an event that vanishes, is no state. The first state of each class in a JVM is tried, so that what
 * can't be checkpointed or saved fails at once.
 */
final class CheckedPipeline implements EventPipeline<Serializable> {

    private final EventPipeline<Serializable> user;
    private final String name;
    private final StateTrial trial;

    /** Classes of states that were tried in every way, and those that went into a checkpoint and out of it. */
    private final Set<Class<?>> tried = ConcurrentHashMap.newKeySet();

    private final Set<Class<?>> held = ConcurrentHashMap.newKeySet();

    CheckedPipeline(EventPipeline<Serializable> user) {
        this.user = user;
        this.name = user.getClass().getName();
        this.trial = new StateTrial(this);
    }

    /** The class of the pipeline itself. */
    Class<?> type() {
        return user.getClass();
    }

    @Override
    public String version() {
        return user.version();
    }

    /** What has no group is no good event. */
    @Override
    public String group(Event event) throws BadEventException {
        @Nullable String group;
        try {
            group = user.group(event);
        } catch (RuntimeException | LinkageError e) {
            throw failed("group", event, e);
        }
        if (group == null || group.isEmpty()) {
            throw new BadEventException("the pipeline gives it no group");
        }
        return group;
    }

    @Override
    public @Nullable Instant expires(String group) {
        return of("expires", group, () -> user.expires(group));
    }

    @Override
    public Serializable lift(Event event) throws BadEventException {
        @Nullable Serializable state;
        try {
            state = user.lift(event);
        } catch (RuntimeException | LinkageError e) {
            throw failed("lift", event, e);
        }
        if (state == null) {
            throw new PipelineException(name + ".lift gives null for " + event);
        }
        if (!tried.contains(state.getClass())) {
            trial.all(state, liftAgain(event));
            tried.add(state.getClass());
        }
        return state;
    }

    @Override
    public Serializable merge(Serializable one, Serializable other) {
        @Nullable Serializable both;
        try {
            both = user.merge(one, other);
        } catch (RuntimeException | LinkageError e) {
            throw failed("merge", "two states", e);
        }
        if (both == null) {
            throw new PipelineException(name + ".merge gives null for two states");
        }
        hold(both);
        return both;
    }

    @Override
    public @Nullable String output(String group, Serializable state, Version version) {
        return of("output", group, () -> user.output(group, state, version));
    }

    @Override
    public String save(Serializable state) {
        String saved = of("save", "a state", () -> user.save(state));
        if (saved == null) {
            throw new PipelineException(name + ".save gives null for a state");
        }
        return saved;
    }

    @Override
    public Serializable load(String json) {
        try {
            Serializable state = user.load(json);
            if (state != null) {
                hold(state);
                return state;
            }
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalArgumentException(name + ".load fails: " + e, e);
        }
        throw new IllegalArgumentException(name + ".load gives null");
    }

    /** Looks at a state of a class that comes for the first time, as of a pipeline with a form for few events and another. */
    private void hold(Serializable state) {
        if (!held.contains(state.getClass())) {
            trial.again(state);
            held.add(state.getClass());
        }
    }

    private <T> @Nullable T of(String method, String given, Supplier<@Nullable T> call) {
        try {
            return call.get();
        } catch (RuntimeException | LinkageError e) {
            throw failed(method, given, e);
        }
    }

    private PipelineException failed(String method, Object given, Throwable e) {
        return new PipelineException(name + "." + method + " fails for " + given + ": " + e, e);
    }

    private Serializable liftAgain(Event event) throws BadEventException {
        Serializable again = user.lift(event);
        if (again == null) {
            throw new PipelineException(name + ".lift gives null for " + event);
        }
        return again;
    }
}
