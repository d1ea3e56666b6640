package io.sparkpipeline.streaming.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A user's pipeline, held to what it promises: what it throws is told with its name and what it was given, and a state that
 * is null, which would be an event that vanishes, is no state. The first event of a JVM is tried in every way that a state
 * goes, so that what can't be checkpointed or saved fails at once and not with the first checkpoint.
 */
final class CheckedPipeline implements EventPipeline<Serializable> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventPipeline<Serializable> user;
    private final String name;
    private volatile boolean tried;

    CheckedPipeline(EventPipeline<Serializable> user) {
        this.user = user;
        this.name = user.getClass().getName();
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
        if (!tried) {
            tryOut(event, state);
            tried = true;
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
                return state;
            }
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalArgumentException(name + ".load fails: " + e, e);
        }
        throw new IllegalArgumentException(name + ".load gives null");
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

    private void tryOut(Event event, Serializable state) throws BadEventException {
        String saved = save(state);
        try {
            JSON.readTree(saved);
            load(saved);
        } catch (IOException | IllegalArgumentException e) {
            throw new PipelineException(
                    name + " can't load what it saved, as a savepoint needs it: " + saved + ": " + e.getMessage(), e);
        }
        if (!save(again(state)).equals(saved)) {
            throw new PipelineException("the state of " + name
                    + " is another one after it was serialized, as a checkpoint does: it was " + saved + ", and is "
                    + save(again(state)));
        }
        merge(state, liftAgain(event));
        if (!save(state).equals(saved)) {
            throw new PipelineException(name + ".merge changes a state that it is given: it was " + saved + ", and is "
                    + save(state) + "; Spark shares states, so a changed one counts twice");
        }
    }

    private Serializable liftAgain(Event event) throws BadEventException {
        Serializable again = user.lift(event);
        if (again == null) {
            throw new PipelineException(name + ".lift gives null for " + event);
        }
        return again;
    }

    /** What comes back of it from a checkpoint. */
    private Serializable again(Serializable state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(state);
            out.flush();
            return (Serializable) new UserObjects(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw new PipelineException(
                    "the state of " + name + " can't be serialized, as a checkpoint needs it: " + e, e);
        }
    }

    /** Finds the classes of users' jars, too. */
    private static final class UserObjects extends ObjectInputStream {

        private UserObjects(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass form) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(form.getName(), false, Pipelines.loader());
            } catch (ClassNotFoundException e) {
                return super.resolveClass(form);
            }
        }
    }
}
