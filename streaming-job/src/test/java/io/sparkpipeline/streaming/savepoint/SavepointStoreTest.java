package io.sparkpipeline.streaming.savepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.streaming.testing.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SavepointStoreTest {

    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    private Path folder;

    private Savepoint write(Instant time) throws Exception {
        SavepointStore store = new SavepointStore(folder);
        Path begun = store.begin(time);
        List<SavedGroup> groups = List.of(new SavedGroup("a\"ä", 3, "{\"sum\":\"1\"}"), new SavedGroup("b", 1, "[]"));
        SavepointPart part = PartFiles.write(begun, 0, 7, groups.iterator());
        assertThat(store.newestFirst()).noneMatch(path -> path.equals(begun));
        return store.commit(begun, manifest(time, part));
    }

    private static SavepointManifest manifest(Instant time, SavepointPart part) {
        return manifest(time, 17, part);
    }

    private static SavepointManifest manifest(Instant time, long offset, SavepointPart part) {
        return new SavepointManifest(
                SavepointManifest.FORMAT,
                "app",
                time,
                "some.Pipeline",
                "1",
                KafkaOffsets.of(Map.of("events", Map.of(0, offset))),
                part.groups(),
                TIME.minusSeconds(600),
                new Lineage("topic-1", 2),
                List.of(part));
    }

    /** The task ran elsewhere meanwhile, and its part is in the savepoint. */
    @Test
    void an_attempt_that_goes_on_after_it_was_given_up_spoils_nothing() throws Exception {
        SavepointStore store = new SavepointStore(folder);
        Path begun = store.begin(TIME);
        List<Savepoint> committed = new ArrayList<>();
        PartFiles.write(begun, 0, 7, new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < 10_000;
            }

            @Override
            public SavedGroup next() {
                if (next++ == 5_000) {
                    committed.add(elsewhere(store, begun));
                }
                return new SavedGroup("key-" + next, next, "[]");
            }
        });
        assertThat(SavepointStore.verified(committed.get(0).folder())).isEqualTo(committed.get(0));
    }

    private static Savepoint elsewhere(SavepointStore store, Path begun) {
        try {
            SavepointPart part = PartFiles.write(
                    begun, 0, 8, List.of(new SavedGroup("a", 1, "[]")).iterator());
            return store.commit(begun, manifest(TIME, part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its attempts are numbered from the beginning, as those of the driver that died in the same batch. */
    @Test
    void executors_of_a_dead_driver_do_not_write_into_the_next_ones_savepoint() throws Exception {
        Path dead = new SavepointStore(folder).begin(TIME);
        new SavepointStore(folder).sweep();
        Path begun = new SavepointStore(folder).begin(TIME);
        SavepointPart part = PartFiles.write(
                begun, 0, 7, List.of(new SavedGroup("a", 1, "[]")).iterator());
        List<SavedGroup> old = List.of(new SavedGroup("old", 9, "[]"));
        assertThatThrownBy(() -> PartFiles.write(dead, 0, 7, old.iterator())).isInstanceOf(NoSuchFileException.class);
        Savepoint savepoint = new SavepointStore(folder).commit(begun, manifest(TIME, part));
        assertThat(SavepointStore.verified(savepoint.folder())).isEqualTo(savepoint);
    }

    /** As on a volume that is full: each batch tries again. */
    @Test
    void savepoints_that_fail_do_not_pile_up() throws Exception {
        SavepointStore store = new SavepointStore(folder);
        Path failed = store.begin(TIME);
        PartFiles.write(failed, 0, 7, List.of(new SavedGroup("a", 1, "[]")).iterator());
        Path next = store.begin(TIME.plusSeconds(1));
        assertThat(failed).doesNotExist();
        assertThat(next).isEmptyDirectory();
        assertThat(next.getFileName().toString())
                .as("neither a savepoint nor part of a backup")
                .startsWith(".");
        assertThat(store.newestFirst()).isEmpty();
    }

    /** Offsets and all, but its parts are not what was written. */
    @Test
    void a_damaged_one_does_not_stand_for_the_same_batch_run_again() throws Exception {
        Savepoint first = write(TIME);
        Path damaged = first.folder().resolve("part-00000-7.jsonl.gz");
        Files.writeString(damaged, "damaged");
        Savepoint again = write(TIME);
        assertThat(again.folder()).isNotEqualTo(first.folder());
        assertThat(new SavepointStore(folder).newestComplete()).contains(again);
        assertThat(damaged).as("nothing is deleted").hasContent("damaged");
        assertThat(write(TIME)).as("the good one does").isEqualTo(again);
    }

    @Test
    void the_one_that_is_told_is_the_one_that_is_there() throws Exception {
        SavepointStore store = new SavepointStore(folder);
        Savepoint first = write(TIME);
        Path begun = store.begin(TIME);
        SavepointPart part = PartFiles.write(
                begun, 0, 8, List.of(new SavedGroup("a", 1, "[]")).iterator());
        assertThat(store.commit(begun, manifest(TIME, part))).isEqualTo(first);
    }

    @Test
    void what_is_written_is_read_back() throws Exception {
        Savepoint written = write(TIME);
        Savepoint read = SavepointStore.verified(written.folder());
        assertThat(read).isEqualTo(written);
        List<SavedGroup> groups = new ArrayList<>();
        PartFiles.read(Path.of(read.partPaths().get(0))).forEachRemaining(groups::add);
        assertThat(groups).containsExactly(new SavedGroup("a\"ä", 3, "{\"sum\":\"1\"}"), new SavedGroup("b", 1, "[]"));
    }

    @Test
    void any_changed_file_is_noticed() throws Exception {
        for (String file : List.of("part-00000-7.jsonl.gz", SavepointManifest.FILE)) {
            Savepoint savepoint = write(TIME);
            Path damaged = savepoint.folder().resolve(file);
            byte[] good = Files.readAllBytes(damaged);
            for (int i = 0; i < good.length; i += 7) {
                byte[] bad = good.clone();
                bad[i] ^= 0x10;
                Files.write(damaged, bad);
                assertThatThrownBy(() -> SavepointStore.verified(savepoint.folder()))
                        .as("byte %d of %s", i, file)
                        .isInstanceOf(DamagedSavepointException.class);
            }
            Folders.delete(savepoint.folder());
        }
    }

    @Test
    void the_newest_are_kept_and_half_written_ones_swept() throws Exception {
        Savepoint first = write(TIME);
        Savepoint second = write(TIME.plusSeconds(1));
        Savepoint third = write(TIME.plusSeconds(2));
        SavepointStore store = new SavepointStore(folder);
        Path half = store.begin(TIME.plusSeconds(3));
        store.prune(1, Set.of(first.folder()));
        assertThat(store.newestFirst()).containsExactly(third.folder(), first.folder());
        assertThat(second.folder()).doesNotExist();
        store.sweep();
        assertThat(half).doesNotExist();
        assertThat(store.newestComplete()).contains(third);
    }

    /** An earlier program refuses a format that it does not know, and would have nothing to go back to. */
    @Test
    void what_an_earlier_program_could_read_is_written_so() {
        assertThat(SavepointManifest.formatFor(null, null)).isEqualTo(1);
        assertThat(SavepointManifest.formatFor(TIME, null)).isEqualTo(2);
        assertThat(SavepointManifest.formatFor(null, new Lineage("", 1))).isEqualTo(SavepointManifest.FORMAT);
    }

    /** After a recovery within one batch interval: the first may be what the state is still read from. */
    @Test
    void another_batch_of_the_same_time_gets_a_name_of_its_own() throws Exception {
        SavepointStore store = new SavepointStore(folder);
        Savepoint first = write(TIME);
        List<Savepoint> later = new ArrayList<>();
        for (long offset : new long[] {18, 19, 19}) {
            later.add(writeUntil(offset));
        }
        assertThat(SavepointStore.verified(first.folder())).isEqualTo(first);
        assertThat(later.get(2).folder())
                .as("the same batch run again")
                .isEqualTo(later.get(1).folder());
        assertThat(store.newestFirst())
                .containsExactly(later.get(1).folder(), later.get(0).folder(), first.folder());
        assertThat(store.newestComplete()).contains(later.get(1));
    }

    private Savepoint writeUntil(long offset) throws IOException {
        SavepointStore store = new SavepointStore(folder);
        Path begun = store.begin(TIME);
        SavepointPart part = PartFiles.write(
                begun, 0, offset, List.of(new SavedGroup("a", offset, "[]")).iterator());
        return store.commit(begun, manifest(TIME, offset, part));
    }

    @Test
    void of_many_of_the_same_time_the_last_is_the_newest() throws Exception {
        SavepointStore store = new SavepointStore(folder);
        List<Path> newestFirst = new ArrayList<>();
        for (long offset = 17; offset < 30; offset++) {
            newestFirst.add(0, writeUntil(offset).folder());
        }
        Savepoint next = write(TIME.plusMillis(1));
        newestFirst.add(0, next.folder());
        assertThat(store.newestFirst()).containsExactlyElementsOf(newestFirst);
        assertThat(store.newestComplete()).contains(next);
    }

    /** The name of a deleted one would make it the oldest, and the next to be deleted. */
    @Test
    void the_last_of_a_time_is_the_newest_also_when_earlier_ones_were_deleted() throws Exception {
        SavepointStore store = new SavepointStore(folder);
        writeUntil(17);
        Savepoint second = writeUntil(18);
        store.prune(1, Set.of());
        Savepoint third = writeUntil(19);
        assertThat(store.newestFirst()).containsExactly(third.folder(), second.folder());
    }

    /** Somebody's copy of one, as far as names tell. */
    @Test
    void a_folder_with_another_name_is_looked_at_too() throws Exception {
        Path sound = writeUntil(17).folder();
        Path copy = Files.move(sound, sound.resolveSibling(sound.getFileName() + "-copy"));
        Savepoint again = writeUntil(18);
        assertThat(new SavepointStore(folder).newestFirst()).containsExactly(copy, again.folder());
    }
}
