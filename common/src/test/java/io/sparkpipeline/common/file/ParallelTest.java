package io.sparkpipeline.common.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.time.Pauses;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTest {

    private static final List<Integer> ITEMS = IntStream.range(0, 1_000).boxed().toList();

    @Test
    void doesAllAndWaitsForThem() throws IOException {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Parallel.forEach("test", ITEMS, done::add);
        assertThat(done).hasSameElementsAs(ITEMS);
        Parallel.forEach("test", List.<Integer>of(), done::add);
    }

    @Test
    void doesSeveralAtTheSameTime() throws IOException {
        CyclicBarrier together = new CyclicBarrier(Parallel.THREADS);
        Parallel.forEach("test", ITEMS.subList(0, Parallel.THREADS), item -> {
            try {
                together.await(1, TimeUnit.MINUTES);
            } catch (Exception e) {
                throw new IOException("item " + item + " was alone", e);
            }
        });
    }

    @Test
    void ofSeveralFailuresTheFirstItemsIsThrownWhateverFailedFirst() {
        CountDownLatch fifthFailed = new CountDownLatch(1);
        assertThatThrownBy(() -> Parallel.forEach("test", ITEMS, item -> {
                    if (item == 2) {
                        await(fifthFailed);
                        throw new IOException("the second");
                    }
                    if (item == 5) {
                        fifthFailed.countDown();
                        throw new IOException("the fifth");
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the second");
    }

    @Test
    void afterAFailureNothingNewIsBegunAndWhatWasBegunIsWaitedFor() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(1);
        assertThatThrownBy(() -> Parallel.forEach("test", ITEMS, item -> {
                    begun.incrementAndGet();
                    if (item == 0) {
                        failed.countDown();
                        throw new IllegalStateException("a bug");
                    }
                    await(failed);
                    // Behind the failure, as a call of a slow volume comes back.
                    Pauses.pace(Duration.ofMillis(20));
                    ended.incrementAndGet();
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a bug");
        assertThat(begun.get()).isLessThan(ITEMS.size()).isEqualTo(ended.get() + 1);
    }

    @Test
    void anInterruptedCallerWaitsForWhatWasBegunToo() throws Exception {
        CountDownLatch begun = new CountDownLatch(Parallel.THREADS);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(-1);
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                Parallel.forEach("test", ITEMS, item -> {
                    atWork.incrementAndGet();
                    begun.countDown();
                    awaitWhateverHappens(goOn);
                    atWork.decrementAndGet();
                });
            } catch (IOException e) {
                left.set(e instanceof InterruptedIOException ? atWork.get() : -2);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

        caller.interrupt();

        caller.join(200);
        assertThat(caller.isAlive()).as("it waits").isTrue();
        goOn.countDown();
        caller.join();
        assertThat(left).hasValue(0);
        assertThat(stillInterrupted).isTrue();
    }

    /** As reading a file does not heed an interrupt. */
    private static void awaitWhateverHappens(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                over = latch.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                // Not heeded.
            }
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
