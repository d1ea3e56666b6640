package io.sparkpipeline.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.store.FaultyProxy.Fault;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an upload tells of its progress, with a real S3 server behind a proxy that holds requests up. */
class ObjectOutputTest extends ProxiedStoreTestBase {

    /** The least that S3 takes as a part. */
    private static final int PART = 5 << 20;

    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger puts = new AtomicInteger();

    /** Bytes count when the store has them, not when they were read: with a slow store those are far apart. */
    @ParameterizedTest
    @CsvSource({"1000, 1", "11000000, 3"})
    void bytesCountOnceTheStoreHasThem(int size, int requests) throws Exception {
        proxy.plan((number, method, path) -> method.equals("PUT") ? held() : Fault.NONE);
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        CountDownLatch stored = new CountDownLatch(1);
        try (Workers uploaders = new Workers(4, "upload")) {
            ObjectOutput out = new ObjectOutput(
                    new Destination(store, "object", null, uploaders),
                    new BufferPool(4, PART),
                    told::add,
                    (total, hash) -> stored.countDown());
            out.write(content);
            out.took(size);
            out.close();

            assertThat(told.sum()).as("read, and not yet in the store").isZero();
            answered.countDown();
            uploaders.finish();
        }
        assertThat(stored.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(told.sum()).isEqualTo(size);
        assertThat(puts).hasValue(requests);
        assertThat(store.read("object", size)).hasValue(content);
    }

    private Fault held() {
        puts.incrementAndGet();
        try {
            return answered.await(10, TimeUnit.SECONDS) ? Fault.NONE : Fault.ERROR_500;
        } catch (InterruptedException e) {
            return Fault.ERROR_500;
        }
    }
}
