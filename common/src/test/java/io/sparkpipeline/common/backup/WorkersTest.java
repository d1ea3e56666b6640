package io.sparkpipeline.common.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {

    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger inHand = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private void work() {
        most.accumulateAndGet(inHand.incrementAndGet(), Math::max);
        try {
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            inHand.decrementAndGet();
        }
    }

    /** A million tiny files are a few objects with long lists: as many of those as there are threads fill the heap. */
    @Test
    void noMoreIsInHandThanTheWeightAllows() throws Exception {
        try (Workers workers = new Workers(4, "test", 10)) {
            CompletableFuture<Integer> handedOver = CompletableFuture.supplyAsync(() -> {
                for (int task = 0; task < 9; task++) {
                    submit(workers, 5);
                }
                return 9;
            });
            assertThatThrownBy(() -> handedOver.get(300, TimeUnit.MILLISECONDS))
                    .as("the third waits")
                    .isInstanceOf(TimeoutException.class);
            go.countDown();
            assertThat(handedOver.get(10, TimeUnit.SECONDS)).isEqualTo(9);
            workers.finish();
        }
        assertThat(most).hasValueBetween(1, 2);
    }

    @Test
    void whatWeighsMoreThanAllowedIsAloneInHand() throws IOException {
        go.countDown();
        try (Workers workers = new Workers(4, "test", 10)) {
            for (int task = 0; task < 5; task++) {
                submit(workers, 1_000_000);
            }
            workers.finish();
        }
        assertThat(most).hasValue(1);
    }

    private void submit(Workers workers, int weight) {
        try {
            workers.submit(weight, this::work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
