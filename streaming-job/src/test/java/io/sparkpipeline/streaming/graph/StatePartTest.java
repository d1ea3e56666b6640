package io.sparkpipeline.streaming.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.streaming.pipeline.Aggregate;
import io.sparkpipeline.streaming.pipeline.RunningAggregates;
import io.sparkpipeline.streaming.testing.HiddenState;
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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.spark.util.SizeEstimator;
import org.junit.jupiter.api.Test;

class StatePartTest {

    private static final Sums SUMS = new Sums();

    /** A state and what must be in it: by group, the events and the sum. */
    private record Version(StatePart state, Map<String, List<Long>> expected, Set<String> changed) {}

    private static Map<String, List<Long>> content(StatePart state) {
        Map<String, List<Long>> found = new TreeMap<>();
        state.each((group, events, value) -> found.put(group, List.of(events, (Long) value)))
                .forEachRemaining(before -> assertThat(before).as("comes twice").isNull());
        assertThat(state.groups()).isEqualTo(found.size());
        return found;
    }

    private static Set<String> changed(StatePart state) {
        Set<String> found = new TreeSet<>();
        state.forEachChanged((group, events, value) -> found.add(group));
        return found;
    }

    private static void assertIs(Version version) {
        assertThat(content(version.state())).isEqualTo(version.expected());
        assertThat(changed(version.state())).isEqualTo(version.changed());
    }

    static <T> T again(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            @SuppressWarnings("unchecked")
            T read = (T) in.readObject();
            assertThat(in.read()).as("what is left").isEqualTo(-1);
            return read;
        }
    }

    /** Names some of which have the same hash: "Aa" and "BB", and whatever is made of them. */
    private static String group(Random random, int groups) {
        StringBuilder name = new StringBuilder();
        for (int bits = random.nextInt(groups) + 1; bits > 0; bits >>= 1) {
            name.append((bits & 1) == 0 ? "Aa" : random.nextInt(8) == 0 ? "BB" : "xyz");
        }
        return name.toString();
    }

    private static Version next(Version before, Random random, int groups) {
        Map<String, List<Long>> expected = new TreeMap<>(before.expected());
        Set<String> changed = new TreeSet<>();
        StateUpdate update = new StateUpdate(before.state(), SUMS);
        for (int i = random.nextInt(1 + groups / 2); i > 0; i--) {
            String group = group(random, groups);
            long events = 1L + random.nextInt(3);
            long value = random.nextInt(1_000);
            update.add(group, events, value);
            changed.add(group);
            expected.merge(group, List.of(events, value), (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
        }
        if (random.nextInt(4) == 0) {
            int rest = random.nextInt(5);
            Predicate<String> which = group -> Math.floorMod(group.hashCode(), 5) == rest;
            long removed = update.remove(which);
            int had = expected.size();
            expected.keySet().removeIf(which);
            changed.removeIf(which);
            assertThat(removed).isEqualTo(had - expected.size());
        }
        return new Version(update.done(), expected, changed);
    }

    /** Spark computes batches again from any state that it still has, and must not find later events in it. */
    @Test
    void everyStateOfAHistoryWithForksStaysWhatItWas() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            int groups = 1 + random.nextInt(1 << (1 + random.nextInt(12)));
            List<Version> history = new ArrayList<>();
            history.add(new Version(new StatePart(), Map.of(), Set.of()));
            for (int batch = 0; batch < 40; batch++) {
                // Mostly goes on from the last one, at times from one before it, at times from what a checkpoint holds.
                int back = random.nextInt(4) == 0 ? random.nextInt(history.size()) : 0;
                Version before = history.get(history.size() - 1 - back);
                if (random.nextInt(5) == 0) {
                    before = new Version(again(before.state()), before.expected(), before.changed());
                    assertIs(before);
                }
                history.add(next(before, random, groups));
            }
            history.forEach(StatePartTest::assertIs);
        }
    }

    @Test
    void aMergeThatFailsLeavesTheStateBeforeItAsItWas() {
        StateUpdate first = new StateUpdate(new StatePart(), SUMS);
        first.add("a", 1, 5L);
        StatePart before = first.done();
        StateUpdate second = new StateUpdate(before, SUMS);
        second.add("b", 1, 7L);
        second.add("a", 1, 1L);
        assertThatThrownBy(() -> second.add("a", Long.MAX_VALUE, 1L)).isInstanceOf(ArithmeticException.class);
        assertThat(content(before)).isEqualTo(Map.of("a", List.of(1L, 5L)));
    }

    @Test
    void hashesOfLikeNamesAreSpread() {
        StateUpdate update = new StateUpdate(new StatePart(), SUMS);
        for (int i = 0; i < 100_000; i++) {
            String group = String.format(Locale.ROOT, "key-%06d", i);
            // As in the second of four partitions: these names share the last bits of their hash codes.
            if (Math.floorMod(group.hashCode(), 4) == 1) {
                update.add(group, 1, 1L);
            }
        }
        int largest = 0;
        for (Bucket bucket : update.done().buckets()) {
            largest = Math.max(largest, bucket.size());
        }
        assertThat(largest).isLessThan(60);
    }

    private static Aggregate aggregate(String sum, String min, String max) {
        return new Aggregate(new BigDecimal(sum), new BigDecimal(min), new BigDecimal(max), 1_700_000_000_123L);
    }

    private static String text(Serializable state) {
        return state instanceof Aggregate aggregate ? new RunningAggregates().save(aggregate) : state.toString();
    }

    private static StatePart of(Map<String, Serializable> states) {
        StateUpdate update = new StateUpdate(new StatePart(), SUMS);
        states.forEach((group, state) -> update.add(group, group.length(), state));
        return update.done();
    }

    @Test
    void comesBackWithWhateverItHolds() throws Exception {
        List<Serializable> states = List.of(
                aggregate("12.5", "0", "12.5"),
                aggregate("1e30", "0.000000000000000001", "1e18"),
                "a plain one",
                new ArrayList<>(List.of("x", 3L)),
                new Other(),
                HiddenState.of("of a class that is not public"),
                aggregate("9223372036854775807", "1", "9223372036854775806"));
        Map<String, Serializable> all = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            all.put("group " + i, states.get(i % states.size()));
        }
        all.put("not in UTF-8: \ud800", "a lone surrogate");
        all.put("not in UTF-8: \ud801", "another one");
        all.put("long " + "\u20ac".repeat(GroupWriter.LONGEST_UTF), "as long as a payload may be");
        all.put("as long as goes by the short form".repeat(1_000).substring(0, GroupWriter.LONGEST_UTF), "just");
        Map<String, String> found = new TreeMap<>();
        again(of(all))
                .each((group, events, value) -> {
                    assertThat(events).isEqualTo(group.length());
                    return found.put(group, text(value));
                })
                .forEachRemaining(before -> assertThat(before).isNull());
        Map<String, String> expected = new TreeMap<>();
        all.forEach((group, state) -> expected.put(group, text(state)));
        assertThat(found).isEqualTo(expected);
    }

    /** Spark takes its word for what it takes of the memory. */
    @Test
    void itsSizeIsWhatSparkWouldFind() {
        for (int groups : List.of(1_000, 20_000)) {
            StateUpdate update = new StateUpdate(new StatePart(), SUMS);
            for (int i = 0; i < groups; i++) {
                update.add("key-" + i, 1, aggregate("12.5", "0", "12.5"));
            }
            StatePart part = new StateUpdate(update.done(), SUMS).done();
            assertThat((double) part.estimatedSize() / SizeEstimator.estimate(part.buckets()))
                    .isBetween(0.8, 1.25);
        }
    }

    /** Another one that writes itself. */
    public static final class Other implements Externalizable {
        private static final long serialVersionUID = 1L;

        public Other() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeObject("an object of its own");
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
            assertThat(in.readObject()).isEqualTo("an object of its own");
        }

        @Override
        public String toString() {
            return "other";
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

    /** Reads less than it wrote. */
    public static final class Forgetful implements Externalizable {
        private static final long serialVersionUID = 1L;

        public Forgetful() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeLong(1);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            in.readInt();
        }
    }

    @Test
    void aStateThatCanNotComeBackIsRefusedByName() {
        assertThatThrownBy(() -> again(of(Map.of("a", new Closed()))))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("StatePartTest$Closed");
        assertThatThrownBy(() -> again(of(Map.of("a", new Forgetful()))))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("StatePartTest$Forgetful");
    }

    @Test
    void changesArriveOnceInTheirPartitionHoweverTheyArePacked() throws Exception {
        Random random = new Random(11);
        for (int groups : List.of(3, 1_000, 60_000)) {
            Map<String, List<Long>> expected = new TreeMap<>();
            ChangeBuffer buffer = new ChangeBuffer(SUMS, 3);
            int[] left = {80_000};
            StateUpdate update = new StateUpdate(new StatePart(), SUMS);
            Set<Integer> partitions = new HashSet<>();
            var packed = buffer.pack(() -> {
                String group = "g" + random.nextInt(groups);
                buffer.add(group, 1, 2L);
                expected.merge(group, List.of(1L, 2L), (a, b) -> List.of(a.get(0) + 1, a.get(1) + 2));
                return --left[0] > 0;
            });
            while (packed.hasNext()) {
                var block = packed.next();
                partitions.add(block._1());
                again(block._2()).forEach((group, events, value) -> {
                    assertThat(Math.floorMod(group.hashCode(), 3)).isEqualTo(block._1());
                    update.add(group, events, value);
                });
            }
            assertThat(partitions).hasSize(3);
            assertThat(content(update.done())).isEqualTo(expected);
        }
    }
}
