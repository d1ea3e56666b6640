package io.sparkpipeline.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.backup.StoredFile;
import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.FaultyProxy.Fault;
import io.sparkpipeline.common.store.MultipartUpload;
import io.sparkpipeline.common.store.Sha256;
import io.sparkpipeline.common.store.SourceException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large files on their way to a real S3 server, behind a proxy that harms requests. */
class FileUploadTest extends ProxiedStoreTestBase {

    private final CompletableFuture<StoredFile> stored = new CompletableFuture<>();

    @TempDir
    Path folder;

    private SourceFile file(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path path = Files.write(folder.resolve("part-00000"), content);
        return new SourceFile(path, "rdd-0/part-00000", size, Instant.EPOCH);
    }

    private void upload(SourceFile file) throws IOException {
        upload(file, null);
    }

    private void upload(SourceFile file, @Nullable MultipartUpload earlier) throws IOException {
        try (Workers uploaders = new Workers(3, "upload")) {
            new FileUpload(file, new Destination(store, "object", earlier, uploaders), told::add, stored::complete)
                    .run();
            uploaders.finish();
        }
    }

    private void requireWhole(SourceFile file) throws IOException {
        byte[] content = Files.readAllBytes(file.file());
        assertThat(stored).isCompletedWithValue(new StoredFile(file.path(), content.length, Sha256.hexOf(content)));
        assertThat(told.sum()).isEqualTo(content.length);
        assertThat(store.read("object", content.length)).hasValue(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, PackSizes.PART, PackSizes.PART + 1, PackSizes.PART * 2, PackSizes.PART * 3 - 1})
    void theObjectIsTheFile(int size) throws IOException {
        SourceFile file = file(size);
        upload(file);
        requireWhole(file);
    }

    /** Three parts are answered only once all three are there. */
    @Test
    void asManyPartsAreOnTheWayAsThereAreUploaders() throws IOException {
        CyclicBarrier together = new CyclicBarrier(3);
        proxy.plan((number, method, path) -> path.contains("partNumber") ? meet(together) : Fault.NONE);
        SourceFile file = file(PackSizes.PART * 3);
        upload(file);
        requireWhole(file);
        assertThat(together.isBroken()).isFalse();
    }

    private static Fault meet(CyclicBarrier together) {
        try {
            together.await(5, TimeUnit.SECONDS);
            return Fault.NONE;
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            return Fault.FORBIDDEN_403;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_500", "CLOSE_BEFORE", "CLOSE_AFTER"})
    void aPartThatFailsIsReadAndSentAgain(Fault fault) throws IOException {
        AtomicBoolean first = new AtomicBoolean(true);
        proxy.plan(
                (number, method, path) -> path.contains("partNumber=2") && first.getAndSet(false) ? fault : Fault.NONE);
        SourceFile file = file(PackSizes.PART * 2 + 7);
        upload(file);
        requireWhole(file);
        assertThat(first).isFalse();
    }

    /** What an earlier run began is gone on with; this server does not tell checksums, so its parts are sent again. */
    @Test
    void anUploadThatAnEarlierRunBeganBecomesTheObject() throws IOException {
        SourceFile file = file(PackSizes.PART * 2 + 7);
        MultipartUpload begun = store.begin("object");
        begun.part(2, Chunk.of(new byte[PackSizes.PART]));
        MultipartUpload earlier = store.unfinished("obj").get("object");

        upload(file, earlier);

        requireWhole(file);
        assertThat(store.unfinished("obj")).isEmpty();
    }

    /** What the store would take for what was hashed before, were the part not looked at again. */
    @Test
    void aFileThatIsWrittenIntoBetweenTwoTriesIsNotSent() throws IOException {
        SourceFile file = file(PackSizes.PART + 1);
        AtomicInteger tries = new AtomicInteger();
        proxy.plan((number, method, path) -> {
            if (path.contains("partNumber=1") && tries.incrementAndGet() == 1) {
                overwrite(file.file());
                return Fault.ERROR_500;
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> upload(file))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("it changed while it was read");
        assertThat(stored).isNotDone();
        assertThat(store.head("object")).isEmpty();
        assertThat(tries).as("nothing to try again").hasValue(1);
    }

    private static void overwrite(Path path) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(1);
            file.write(2);
            file.write(3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFileThatIsCutShortEndsTheUpload() throws IOException {
        SourceFile file = file(PackSizes.PART + 100);
        proxy.plan((number, method, path) -> {
            if (method.equals("POST")) {
                shorten(file.file());
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> upload(file)).hasMessageContaining("became shorter while it was read");
        assertThat(stored).isNotDone();
    }

    private static void shorten(Path path) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void partsGrowWithTheFileSoThatTheyAreNeverTooMany() {
        long terabytes = 5L << 40;
        assertThat(FileUpload.partSize(1)).isEqualTo(PackSizes.PART);
        assertThat(FileUpload.partSize(20_000_000_000L)).isEqualTo(PackSizes.PART);
        assertThat(terabytes / FileUpload.partSize(terabytes)).isLessThan(10_000);
    }
}
