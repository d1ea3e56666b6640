package io.sparkpipeline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.cli.JobException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WakeupsTest {

    private static final Duration MOMENT = Duration.ofMillis(10);

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void aWatchThatComesAfterTheWaitIsClosed() throws InterruptedException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        try (Wakeups wakeups = new Wakeups("s", watcher -> {
            opened.incrementAndGet();
            answer.join();
            return closed::incrementAndGet;
        })) {
            wakeups.await(MOMENT);
            wakeups.await(MOMENT);
        }
        assertThat(closed).hasValue(0);
        answer.complete(true);

        await().atMost(Duration.ofMinutes(1)).until(() -> closed.get() == 1);
        assertThat(opened).as("one at a time").hasValue(1);
    }

    @Test
    void oneThatWasKeptIsClosedWithTheWait() throws InterruptedException {
        CompletableFuture<Boolean> open = new CompletableFuture<>();
        Wakeups wakeups = new Wakeups("s", watcher -> {
            open.complete(true);
            return closed::incrementAndGet;
        });
        wakeups.await(MOMENT);
        open.join();
        wakeups.close();

        await().atMost(Duration.ofMinutes(1)).until(() -> closed.get() == 1);
    }

    @Test
    void aRefusalIsFinalAndAFaultThatPassesIsNot() throws InterruptedException {
        try (Wakeups wakeups = new Wakeups("s", watcher -> {
            throw opened.incrementAndGet() < 3
                    ? JobException.temporary("away", "nothing was changed", "wait")
                    : JobException.failed("forbidden", "nothing was changed", "ask");
        })) {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                wakeups.await(MOMENT);
                return opened.get() == 3;
            });
            for (int i = 0; i < 20; i++) {
                wakeups.await(MOMENT);
            }
        }
        assertThat(opened).hasValue(3);
    }
}
