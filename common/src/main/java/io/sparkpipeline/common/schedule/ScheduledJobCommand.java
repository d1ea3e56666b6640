package io.sparkpipeline.common.schedule;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import java.time.Instant;
import picocli.CommandLine.Mixin;

/**
 * A job that runs once, or with {@code --schedule} stays and runs on it until SIGTERM (exit 143). Each run reports as a
 * single one would; one that fails is logged, and the schedule goes on.
 */
public abstract class ScheduledJobCommand extends JobCommand {

    @Mixin
    private ScheduleOptions schedule = new ScheduleOptions();

    /**
     * Does the work of one firing.
     *
     * @param scheduledTime when the run was due
     */
    protected Report execute(Instant scheduledTime) throws Exception {
        return execute();
    }

    /**
     * Checks what can be checked before the first firing, so that a wrong setting shows at once.
     *
     * @throws JobException with exit code 2
     */
    protected abstract void checkConfiguration();

    @Override
    public final Integer call() throws Exception {
        CronSchedule cron = schedule.schedule().orElse(null);
        return cron == null ? super.call() : stay(cron);
    }

    private int stay(CronSchedule cron) throws InterruptedException {
        checkConfiguration();
        String name = spec().qualifiedName();
        try (ScheduledRunner runner = ScheduledRunner.start(name, cron, schedule.stopTimeout(), this::once)) {
            Thread onTerm = new Thread(runner::close, "stop-schedule");
            Runtime.getRuntime().addShutdownHook(onTerm);
            runner.awaitStop();
        }
        return ExitCode.TERMINATED.code();
    }

    private void once(Instant scheduledTime) throws Exception {
        try {
            console().report(execute(scheduledTime), output());
        } catch (JobException e) {
            console().error(e, spec().qualifiedName(), output());
            throw e;
        }
    }
}
