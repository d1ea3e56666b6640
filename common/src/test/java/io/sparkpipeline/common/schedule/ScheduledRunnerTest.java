package io.sparkpipeline.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkpipeline.common.cli.JobException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

class ScheduledRunnerTest {

    private static final Duration BOUND = Duration.ofSeconds(10);

    private @Nullable ScheduledRunner started;

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void runsAtEachFiringWithItsScheduledTime() {
        ConcurrentLinkedQueue<Instant> runs = new ConcurrentLinkedQueue<>();
        start(everyMillis(100), runs::add);
        await().atMost(BOUND).until(() -> runs.size() >= 3);
        assertThat(List.copyOf(runs)).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aRunThatStillGoesOnMakesTheNextFiringsSkipped() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        ConcurrentLinkedQueue<Instant> runs = new ConcurrentLinkedQueue<>();
        CountDownLatch release = new CountDownLatch(1);
        start(everyMillis(50), due -> {
            atOnce.accumulateAndGet(inside.incrementAndGet(), Math::max);
            runs.add(due);
            release.await();
            inside.decrementAndGet();
        });
        await().until(() -> runs.size() == 1);
        await().during(Duration.ofMillis(300)).atMost(BOUND).until(() -> runs.size() == 1);
        release.countDown();
        await().atMost(BOUND).until(() -> runs.size() >= 3);
        assertThat(atOnce).hasValue(1);
        List<Instant> due = List.copyOf(runs);
        assertThat(Duration.between(due.get(0), due.get(1)))
                .as("the firings during the first run are skipped, not made up for")
                .isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void aFailedRunDoesNotEndTheSchedule() {
        AtomicInteger runs = new AtomicInteger();
        start(everyMillis(50), due -> {
            switch (runs.incrementAndGet()) {
                case 1 -> throw JobException.temporary("S3 is away", "all is safe", "wait");
                case 2 -> throw new IllegalStateException("a bug");
                default -> {}
            }
        });
        await().atMost(BOUND).until(() -> runs.get() >= 4);
    }

    @Test
    void stoppingWaitsForTheRun() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        ScheduledRunner runner = ScheduledRunner.startWith("job", everyMillis(50), BOUND, due -> {
            begun.countDown();
            finish.await();
            finished.set(true);
        });
        begun.await();
        Thread closing = new Thread(runner::close);
        closing.start();
        await().during(Duration.ofMillis(100)).until(closing::isAlive);
        finish.countDown();
        closing.join(BOUND.toMillis());
        runner.awaitStop();
        assertThat(finished).isTrue();
    }

    @Test
    void aRunOverTheBoundIsInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        ScheduledRunner runner = ScheduledRunner.startWith("job", everyMillis(50), Duration.ofMillis(100), due -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        begun.await();
        runner.close();
        assertThat(interrupted).isTrue();
    }

    @Test
    void aFiringThatTwoTriggersShareIsOneRun() {
        ConcurrentLinkedQueue<Instant> runs = new ConcurrentLinkedQueue<>();
        Trigger every = everyMillis(100).get(0);
        Trigger same = every.getTriggerBuilder().withIdentity("same").build();
        start(List.of(every, same), runs::add);
        await().atMost(BOUND).until(() -> runs.size() >= 4);
        assertThat(runs).doesNotHaveDuplicates();
    }

    private void start(List<Trigger> triggers, ScheduledTask task) {
        started = ScheduledRunner.startWith("job", triggers, BOUND, task);
    }

    private static List<Trigger> everyMillis(int millis) {
        return List.of(TriggerBuilder.newTrigger()
                .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(millis)
                        .repeatForever())
                .build());
    }
}
