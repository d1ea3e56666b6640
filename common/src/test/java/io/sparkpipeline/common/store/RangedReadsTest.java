package io.sparkpipeline.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.store.FaultyProxy.Fault;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large objects read in ranges, from a real S3 server behind a proxy that may harm requests. */
class RangedReadsTest extends SharedServerTestBase {

    private static final int RANGE = 10_000;
    private static final int MANY = RangedReads.MANY;

    private FaultyProxy proxy;
    private ObjectStore proxied;

    @BeforeEach
    void proxied() throws IOException {
        proxy = FaultyProxy.before(server.endpoint());
        S3Location location = new S3Location(S3TestServer.BUCKET, proxy.endpoint(), null, Duration.ofSeconds(2), 16);
        proxied = S3Clients.open(location, S3WriteSettings.DEFAULTS, Deadline.in(Duration.ofSeconds(30)));
    }

    @AfterEach
    void closeProxy() throws IOException {
        proxied.close();
        proxy.close();
    }

    private static byte[] put(String key, int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        store.put(key, Chunk.of(content));
        return content;
    }

    private static byte[] readAll(RangedReads reads, String key, int size) throws IOException {
        try (ObjectContent content = reads.open(key, size)) {
            assertThat(content.info().size()).isEqualTo(size);
            return content.body().readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, RANGE * MANY - 1, RANGE * MANY, RANGE * MANY + 1, RANGE * 19, RANGE * 40 - 1})
    void givesTheBytesInTheirOrder(int size) throws IOException {
        byte[] content = put("sized", size);
        try (RangedReads reads = new RangedReads(proxied, RANGE, 3)) {
            assertThat(readAll(reads, "sized", size)).isEqualTo(content);
            assertThat(readAll(reads, "sized", size))
                    .as("again, with the buffers of before")
                    .isEqualTo(content);
        }
    }

    /** Three requests are answered only once all three are there. */
    @Test
    void asManyRangesAreOnTheWayAsThereAreBuffers() throws IOException {
        byte[] content = put("parallel", RANGE * (MANY + 2));
        CyclicBarrier together = new CyclicBarrier(3);
        proxy.plan((number, method, path) -> method.equals("GET") ? meet(together) : Fault.NONE);

        try (RangedReads reads = new RangedReads(proxied, RANGE, 3)) {
            assertThat(readAll(reads, "parallel", content.length)).isEqualTo(content);
        }
        assertThat(together.isBroken()).isFalse();
    }

    private static Fault meet(CyclicBarrier together) {
        try {
            together.await(1, TimeUnit.SECONDS);
            return Fault.NONE;
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            return Fault.FORBIDDEN_403;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_500", "SLOW_DOWN_503", "CLOSE_BEFORE", "CLOSE_AFTER", "CLOSE_MID_BODY", "SHORT_BODY"})
    void rangesThatFailAreReadAgain(Fault fault) throws IOException {
        byte[] content = put("faulty", RANGE * (MANY + 2) + 7);
        proxy.plan((number, method, path) -> number % 6 == 0 ? fault : Fault.NONE);

        try (RangedReads reads = new RangedReads(proxied, RANGE, 4)) {
            assertThat(readAll(reads, "faulty", content.length)).isEqualTo(content);
        }
        assertThat(proxy.requests()).as("no retry storm").isBetween(20, 45);
    }

    @Test
    void readersThatFindNoBufferDoNotWaitForEachOther() throws IOException {
        byte[] first = put("first", RANGE * 20);
        byte[] second = put("second", RANGE * 20 + 1);
        try (RangedReads reads = new RangedReads(proxied, RANGE, 2);
                ObjectContent hog = reads.open("first", first.length);
                ObjectContent late = reads.open("second", second.length)) {
            byte[] head = hog.body().readNBytes(5);
            assertThat(late.body().readAllBytes()).isEqualTo(second);
            byte[] whole = new byte[first.length];
            System.arraycopy(head, 0, whole, 0, 5);
            assertThat(hog.body().readNBytes(whole, 5, whole.length - 5)).isEqualTo(first.length - 5);
            assertThat(whole).isEqualTo(first);
        }
    }

    /** One that is closed early gives its buffers back: else the next would find none, and no requests side by side. */
    @Test
    void oneThatIsGivenUpFreesItsBuffers() throws IOException {
        byte[] content = put("given-up", RANGE * 30);
        try (RangedReads reads = new RangedReads(proxied, RANGE, 3)) {
            for (int i = 0; i < 5; i++) {
                try (ObjectContent some = reads.open("given-up", content.length)) {
                    assertThat(some.body().readNBytes(RANGE + 1)).hasSize(RANGE + 1);
                }
            }
            await().untilAsserted(() -> assertThat(reads.buffersFree()).isEqualTo(3));
        }
    }

    @Test
    void anObjectThatIsReplacedMeanwhileIsNotMixed() throws IOException {
        byte[] content = put("replaced", RANGE * 30);
        try (RangedReads reads = new RangedReads(proxied, RANGE, 2);
                ObjectContent open = reads.open("replaced", content.length)) {
            open.body().readNBytes(10);
            store.put("replaced", Chunk.of(new byte[content.length]));

            assertThatThrownBy(() -> open.body().readAllBytes())
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CHANGED));
        }
    }

    @Test
    void whatIsMissingOrRefusedIsSaid() throws IOException {
        try (RangedReads reads = new RangedReads(proxied, RANGE, 2)) {
            assertThatThrownBy(() -> reads.open("missing", RANGE * 100))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NOT_FOUND));
            byte[] content = put("refused", RANGE * (MANY + 1));
            proxy.plan((number, method, path) -> method.equals("GET") ? Fault.FORBIDDEN_403 : Fault.NONE);
            assertThatThrownBy(() -> readAll(reads, "refused", content.length))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DENIED));
        }
    }

    @Test
    void anInterruptEndsTheWaitForARange() throws IOException {
        byte[] content = put("hanging", RANGE * (MANY + 1));
        proxy.plan((number, method, path) -> method.equals("GET") ? Fault.HANG : Fault.NONE);
        try (RangedReads reads = new RangedReads(proxied, RANGE, 2);
                ObjectContent open = reads.open("hanging", content.length)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> open.body().readAllBytes()).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
