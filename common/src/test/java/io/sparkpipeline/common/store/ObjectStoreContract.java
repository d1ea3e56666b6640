package io.sparkpipeline.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every object store must do; each adapter and server passes it. */
public abstract class ObjectStoreContract {

    /** A bucket that is there; keys of this test begin with {@link #root()}. */
    protected abstract ObjectStore store();

    /** The same server with a bucket that is not there. */
    protected abstract ObjectStore missingBucket();

    /** Whether the server keeps two conditional writers apart at the same instant. */
    protected boolean conditionalWritesAreExact() {
        return true;
    }

    private final String root = "contract/" + Long.toHexString(new Random().nextLong()) + "/";

    protected final String root() {
        return root;
    }

    @Test
    void readsBackWhatWasWritten() throws IOException {
        byte[] content = random(3_000_000);
        store().put(root + "a", Chunk.of(content));

        ObjectInfo info = store().head(root + "a").orElseThrow();
        assertThat(info.size()).isEqualTo(content.length);
        try (ObjectContent read = store().open(root + "a")) {
            assertThat(read.info()).isEqualTo(info);
            assertThat(read.body().readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void readsARange() throws IOException {
        store().put(root + "ranged", chunk("0123456789"));

        ObjectInfo info = store().head(root + "ranged").orElseThrow();
        try (InputStream in = store().open(info, 7, 10)) {
            assertThat(in.readAllBytes()).isEqualTo("789".getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = store().open(info, 2, 4)) {
            assertThat(in.readAllBytes()).isEqualTo("23".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void anObjectThatWasReplacedSinceIsNotReadOn() {
        store().put(root + "changing", chunk("first"));
        ObjectInfo info = store().head(root + "changing").orElseThrow();
        store().put(root + "changing", chunk("other"));

        assertThatThrownBy(() -> store().open(info, 0, 5).close())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CHANGED));
    }

    @Test
    void saysWhatIsNotThere() {
        assertThat(store().head(root + "nothing")).isEmpty();
        assertThat(store().read(root + "nothing", 10)).isEmpty();
        assertThatThrownBy(() -> store().open(root + "nothing").close())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NOT_FOUND));
    }

    @Test
    void readsSmallObjectsUpToTheirLimit() {
        store().put(root + "small", chunk("12345"));

        assertThat(store().read(root + "small", 5)).hasValue("12345".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> store().read(root + "small", 4))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.TOO_LARGE));
    }

    @Test
    void writesAnEmptyObject() {
        store().put(root + "empty", chunk(""));

        assertThat(store().read(root + "empty", 10)).hasValue(new byte[0]);
    }

    @Test
    void aConditionalWriteNeverReplaces() {
        assertThat(store().putIfAbsent(root + "once", chunk("first"))).isTrue();
        assertThat(store().putIfAbsent(root + "once", chunk("second"))).isFalse();
        assertThat(store().read(root + "once", 10)).hasValue("first".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ofManyConditionalWritersOneWins() throws Exception {
        int writers = 8;
        CyclicBarrier start = new CyclicBarrier(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<Boolean>> tries = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                Chunk content = chunk("writer " + writer);
                tries.add(() -> {
                    start.await();
                    return store().putIfAbsent(root + "raced", content);
                });
            }
            int won = 0;
            for (Future<Boolean> tried : threads.invokeAll(tries)) {
                won += tried.get() ? 1 : 0;
            }
            assertThat(won).isBetween(conditionalWritesAreExact() ? 0 : 1, conditionalWritesAreExact() ? 1 : writers);
            assertThat(store().read(root + "raced", 100)).isPresent();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void listsByPrefixInOrderAndByFolder() {
        for (String name : List.of("list/b/1", "list/a/2", "list/a/1", "list/c", "listed")) {
            store().put(root + name, chunk(name));
        }

        List<String> keys = new ArrayList<>();
        store().list(root + "list/", info -> keys.add(info.key().substring(root.length())));
        assertThat(keys).containsExactly("list/a/1", "list/a/2", "list/b/1", "list/c");
        assertThat(store().folders(root + "list/")).containsExactly("a", "b");
        assertThat(store().folders(root + "none/")).isEmpty();
    }

    @Test
    void deletesManyAndWhatIsNotThere() {
        List<String> keys =
                IntStream.range(0, 30).mapToObj(i -> root + "gone/" + i).toList();
        keys.forEach(key -> store().put(key, chunk("x")));
        List<String> all = new ArrayList<>(keys);
        all.add(root + "gone/never-was");

        store().delete(all);

        List<ObjectInfo> left = new ArrayList<>();
        store().list(root + "gone/", left::add);
        assertThat(left).isEmpty();
    }

    @Test
    void partsBecomeOneObjectWhenTheyAreComplete() throws IOException {
        byte[] first = random(5 << 20);
        byte[] second = random(1000);
        MultipartUpload upload = store().begin(root + "parts");
        upload.part(2, Chunk.of(second));
        upload.part(1, Chunk.of(first));

        assertThat(store().head(root + "parts")).isEmpty();
        upload.complete();

        ObjectInfo info = store().head(root + "parts").orElseThrow();
        try (InputStream in = store().open(info, 0, info.size())) {
            assertThat(in.readNBytes(first.length)).isEqualTo(first);
            assertThat(in.readAllBytes()).isEqualTo(second);
        }
    }

    @Test
    void anUploadGivenUpLeavesNothing() {
        MultipartUpload upload = store().begin(root + "given-up");
        upload.part(1, chunk("part"));
        upload.abort();

        assertThat(store().head(root + "given-up")).isEmpty();
    }

    /** Whether the server tells the checksums of the parts that it has. */
    protected boolean tellsChecksumsOfParts() {
        return true;
    }

    @Test
    void anUploadOfAnEarlierRunIsGoneOnWith() throws IOException {
        byte[] first = random(5 << 20);
        byte[] second = random(1000);
        MultipartUpload killed = store().begin(root + "resumed/a");
        killed.part(1, Chunk.of(first));
        killed.part(2, Chunk.of(new byte[second.length]));
        store().begin(root + "elsewhere");

        Map<String, MultipartUpload> unfinished = store().unfinished(root + "resumed/");
        assertThat(unfinished).containsOnlyKeys(root + "resumed/a");
        MultipartUpload resumed = unfinished.values().iterator().next();
        assertThat(resumed.has(2, Chunk.of(second)))
                .as("part 2 has other bytes")
                .isFalse();
        assertThat(resumed.has(3, Chunk.of(second))).as("there is no part 3").isFalse();
        if (tellsChecksumsOfParts()) {
            assertThat(resumed.has(1, Chunk.of(first))).isTrue();
        } else {
            resumed.part(1, Chunk.of(first));
        }
        resumed.part(2, Chunk.of(second));
        resumed.complete();

        try (ObjectContent read = store().open(root + "resumed/a")) {
            assertThat(read.body().readNBytes(first.length)).isEqualTo(first);
            assertThat(read.body().readAllBytes()).isEqualTo(second);
        }
        assertThat(store().unfinished(root + "resumed/")).isEmpty();
    }

    @Test
    void freesUnfinishedUploadsOfThePrefixOnly() {
        MultipartUpload forgotten = store().begin(root + "unfinished/a");
        forgotten.part(1, chunk("part"));
        MultipartUpload other = store().begin(root + "other/a");
        other.part(1, chunk("part"));

        Instant later = Instant.parse("2099-01-01T00:00:00Z");
        assertThat(store().abortUploads(root + "unfinished/", Instant.EPOCH)).isZero();
        assertThat(store().abortUploads(root + "unfinished/", later)).isEqualTo(1);
        other.complete();
        assertThat(store().head(root + "other/a")).isPresent();
    }

    @Test
    void keysMayHoldWhatFileNamesHold() {
        String key = root + "odd/a b+c%20=ü&~é(1).crc";
        store().put(key, chunk("odd"));

        List<String> keys = new ArrayList<>();
        store().list(root + "odd/", info -> keys.add(info.key()));
        assertThat(keys).containsExactly(key);
        assertThat(store().read(key, 10)).isPresent();
    }

    @Test
    void aMissingBucketIsNamedAsSuch() {
        try (ObjectStore missing = missingBucket()) {
            assertThatThrownBy(() -> missing.folders("x/"))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NO_BUCKET));
            assertThatThrownBy(() -> missing.put("x/y", chunk("x")))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NO_BUCKET));
        }
    }

    static Chunk chunk(String text) {
        return Chunk.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }
}
