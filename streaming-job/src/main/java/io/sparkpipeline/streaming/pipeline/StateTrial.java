package io.sparkpipeline.streaming.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;

/**
 * Tries states of a pipeline in every way that one goes, so that what can't be checkpointed or saved fails at once, and not
 * with the first checkpoint, or with the first recovery from it.
 */
final class StateTrial {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CheckedPipeline pipeline;
    private final String name;

    StateTrial(CheckedPipeline pipeline) {
        this.pipeline = pipeline;
        this.name = pipeline.type().getName();
    }

    /**
     * Tries all of them.
     *
     * @param again another state of the same event
     * @throws PipelineException that says what is wrong
     */
    void all(Serializable state, Serializable again) {
        String saved = pipeline.save(state);
        try {
            JSON.readTree(saved);
            again(pipeline.load(saved));
        } catch (IOException | IllegalArgumentException e) {
            throw new PipelineException(
                    name + " can't load what it saved, as a savepoint needs it: " + saved + ": " + e.getMessage(), e);
        }
        comesBackAs(saved, state);
        again(pipeline.merge(state, again));
        String after = pipeline.save(state);
        if (!after.equals(saved)) {
            throw new PipelineException(name + ".merge changes a state that it is given: it was " + saved + ", and is "
                    + after + "; Spark shares states, so a changed one counts twice");
        }
    }

    /** Only of one event's: of a hash map with more than a few entries the order is another one, and so the text. */
    private void comesBackAs(String saved, Serializable state) {
        String back = pipeline.save(again(state));
        if (!back.equals(saved)) {
            throw new PipelineException("the state of " + name
                    + " is another one after it was serialized, as a checkpoint does: it was " + saved + ", and is "
                    + back);
        }
    }

    /**
     * Writes it as a checkpoint does, and reads it.
     *
     * @throws PipelineException when it can't be written or read
     */
    Serializable again(Serializable state) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ObjectOutputStream out = new ObjectOutputStream(bytes);
            if (state instanceof Externalizable inPlace) {
                StateForm.write(inPlace, out);
            } else {
                out.writeObject(state);
            }
            out.flush();
            ObjectInputStream in = new UserObjects(new ByteArrayInputStream(bytes.toByteArray()));
            return state instanceof Externalizable
                    ? StateForm.read(state.getClass(), in)
                    : (Serializable) in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            throw new PipelineException(
                    "the state of " + name + " can't be serialized, as a checkpoint needs it: " + e + "; "
                            + remedy(state),
                    e);
        }
    }

    private static String remedy(Serializable state) {
        if (!StateForm.canBeMade(state.getClass())) {
            return StateForm.REMEDY;
        }
        return state instanceof Externalizable
                ? "let readExternal of " + state.getClass().getName() + " read just what writeExternal wrote"
                : "let all that it holds be Serializable, and what is Externalizable have a public constructor without"
                        + " parameters";
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
