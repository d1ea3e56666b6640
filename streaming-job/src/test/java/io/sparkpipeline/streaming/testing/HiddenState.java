package io.sparkpipeline.streaming.testing;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;

/** A state that writes itself, of a class that no other package sees. Java's own deserialization takes it. */
public final class HiddenState {

    private HiddenState() {}

    /** One. */
    public static Serializable of(String text) {
        State state = new State();
        state.text = text;
        return state;
    }

    private static final class State implements Externalizable {

        private static final long serialVersionUID = 1L;

        private String text = "";

        @SuppressWarnings("EffectivelyPrivate") // Externalizable asks for it
        public State() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeUTF(text);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            text = in.readUTF();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
