package io.sparkpipeline.streaming.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.streaming.pipeline.Aggregate;
import io.sparkpipeline.streaming.pipeline.RunningAggregates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellTest {

    private static Aggregate aggregate(String sum, String min, String max) {
        return new Aggregate(new BigDecimal(sum), new BigDecimal(min), new BigDecimal(max), 1_700_000_000_123L);
    }

    /** What comes back of cells that were written into one stream, as those of a state partition are. */
    private static List<Cell> again(List<Cell> cells) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            for (Cell cell : cells) {
                out.writeObject(cell);
            }
        }
        List<Cell> read = new ArrayList<>();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (int i = 0; i < cells.size(); i++) {
                read.add((Cell) in.readObject());
            }
            assertThat(in.read()).as("what is left").isEqualTo(-1);
        }
        return read;
    }

    @Test
    void comesBackWithWhateverItHolds() throws Exception {
        List<Serializable> states = List.of(
                aggregate("12.5", "0", "12.5"),
                aggregate("1e30", "0.000000000000000001", "1e18"),
                "a plain one",
                new ArrayList<>(List.of("x", 3L)),
                aggregate("9223372036854775807", "1", "9223372036854775806"));
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            cells.add(Cell.of(i + 1, states.get(i)));
            cells.add(Cell.base(i + 1, states.get(i)));
        }
        List<Cell> read = again(cells);
        for (int i = 0; i < states.size(); i++) {
            assertSame(read.get(2 * i), i + 1, states.get(i));
            assertThat(read.get(2 * i + 1).hasEvents()).isFalse();
            // The base alone is the state of a group that has none yet.
            Cell applied = read.get(2 * i + 1).merge(Cell.of(0, states.get(i)), new First());
            assertSame(applied.applyTo(null, new First()), i + 1, states.get(i));
        }
    }

    private static void assertSame(Cell cell, long events, Serializable state) {
        assertThat(cell.events()).isEqualTo(events);
        assertThat(text(cell.value())).isEqualTo(text(state));
    }

    private static String text(Serializable state) {
        return state instanceof Aggregate aggregate ? new RunningAggregates().save(aggregate) : state.toString();
    }

    /** Keeps the first of two. */
    private static final class First implements io.sparkpipeline.streaming.pipeline.EventPipeline<Serializable> {

        @Override
        public String version() {
            return "1";
        }

        @Override
        public Serializable lift(io.sparkpipeline.streaming.event.Event event) {
            return event.key();
        }

        @Override
        public Serializable merge(Serializable one, Serializable other) {
            return one;
        }

        @Override
        public String output(String group, Serializable state, long version) {
            return group;
        }

        @Override
        public String save(Serializable state) {
            return state.toString();
        }

        @Override
        public Serializable load(String json) {
            return json;
        }
    }

    /** Writes itself, but can't be made anew. */
    public static final class Closed implements Externalizable {
        private static final long serialVersionUID = 1L;

        private Closed() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {}

        @Override
        public void readExternal(ObjectInput in) throws IOException {}
    }

    @Test
    void aStateThatCanNotBeMadeAnewIsRefusedByName() {
        assertThatThrownBy(() -> again(List.of(Cell.of(1, new Closed()))))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("CellTest$Closed");
    }
}
