package io.sparkpipeline.common.schedule;

import io.sparkpipeline.common.time.Pauses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task at each firing of a schedule, never two runs at a time: a firing during a run is skipped. After a pause of
 * the process (a suspended machine) missed firings become one run.
 */
public final class ScheduledRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledRunner.class);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(4);

    private final String name;
    private final Scheduler scheduler;
    private final SingleRun run;
    private final Duration stopTimeout;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private ScheduledRunner(String name, ScheduledTask task, Duration stopTimeout) throws SchedulerException {
        this.name = name;
        this.stopTimeout = stopTimeout;
        this.run = new SingleRun(name, task);
        this.scheduler = Quartz.create(name + "-" + UUID.randomUUID(), run);
    }

    /**
     * Starts the schedule.
     *
     * @param name names the job in the log
     * @param stopTimeout how long {@link #close()} waits for a run before it interrupts it
     */
    public static ScheduledRunner start(String name, CronSchedule schedule, Duration stopTimeout, ScheduledTask task) {
        List<CronTrigger> triggers = schedule.triggers();
        LOG.info("{} runs on the schedule '{}' (UTC)", name, schedule);
        return startWith(name, triggers, stopTimeout, task);
    }

    /** The same with any triggers, of which the earliest next firing counts. */
    static ScheduledRunner startWith(
            String name, List<? extends Trigger> triggers, Duration stopTimeout, ScheduledTask task) {
        try {
            ScheduledRunner runner = new ScheduledRunner(name, task, stopTimeout);
            for (Trigger trigger : triggers) {
                JobDetail job = JobBuilder.newJob(SingleRun.class).build();
                runner.scheduler.scheduleJob(
                        job, trigger.getTriggerBuilder().startNow().build());
            }
            runner.scheduler.start();
            return runner;
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz did not take the schedule of " + name, e);
        }
    }

    /** Waits until {@link #close()} is done, or the calling thread is interrupted. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Ends the schedule: no further firing; a run is waited for within the bound, then interrupted. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            scheduler.standby();
            finishRun();
            scheduler.shutdown(false);
            LOG.info("{}: the schedule has ended", name);
        } catch (SchedulerException e) {
            LOG.warn("{}: Quartz did not stop cleanly: {}", name, e.toString());
        } finally {
            stopped.countDown();
        }
    }

    private void finishRun() {
        Instant running = run.running();
        if (running == null) {
            return;
        }
        LOG.info("{}: stopping; the run of {} has {} ms to finish", name, running, stopTimeout.toMillis());
        if (Pauses.until(stopTimeout, POLL, run::idle)) {
            return;
        }
        LOG.warn("{}: the run of {} is interrupted; it is safe to run again", name, running);
        run.interrupt();
        if (!Pauses.until(AFTER_INTERRUPT, POLL, run::idle)) {
            LOG.warn("{}: the run of {} does not heed the interrupt and ends with the process", name, running);
        }
    }
}
