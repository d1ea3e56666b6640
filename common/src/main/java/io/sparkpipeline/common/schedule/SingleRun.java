package io.sparkpipeline.common.schedule;

import io.sparkpipeline.common.cli.JobException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets one run through at a time; Quartz calls it at each firing. */
final class SingleRun implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(SingleRun.class);

    private record Current(Instant scheduledTime, Thread thread) {}

    private final String name;
    private final ScheduledTask task;
    private final AtomicReference<@Nullable Current> current = new AtomicReference<>();
    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

    SingleRun(String name, ScheduledTask task) {
        this.name = name;
        this.task = task;
    }

    @Override
    public void execute(JobExecutionContext context) {
        Instant due = context.getScheduledFireTime().toInstant();
        Current mine = new Current(due, Thread.currentThread());
        if (due.equals(last.get())) {
            return; // the day of month and the day of week both matched
        }
        if (!current.compareAndSet(null, mine)) {
            LOG.warn("{}: the firing of {} is skipped, since the run of {} still goes on", name, due, running());
            return;
        }
        last.set(due);
        try {
            task.run(due);
            LOG.info("{}: the run of {} is done; next at {}", name, due, next(context));
        } catch (JobException e) {
            LOG.error("{}: the run of {} failed: {}; next at {}", name, due, e.happened(), next(context));
        } catch (Exception e) {
            LOG.error("{}: the run of {} failed; next at {}", name, due, next(context), e);
        } finally {
            current.set(null);
            Thread.interrupted(); // the thread goes back to the pool, and the interrupt was for this run only
        }
    }

    /** The scheduled time of the run that goes on, or null. */
    @Nullable
    Instant running() {
        Current now = current.get();
        return now == null ? null : now.scheduledTime();
    }

    boolean idle() {
        return current.get() == null;
    }

    void interrupt() {
        Current now = current.get();
        if (now != null) {
            now.thread().interrupt();
        }
    }

    private static String next(JobExecutionContext context) {
        return Optional.ofNullable(context.getNextFireTime())
                .map(time -> time.toInstant().toString())
                .orElse("no time any more");
    }
}
