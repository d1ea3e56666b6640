package io.sparkpipeline.common.schedule;

import java.time.Instant;

/** What a schedule runs. */
@FunctionalInterface
public interface ScheduledTask {

    /**
     * Does one run.
     *
     * @param scheduledTime the time the firing was due, which can be before the present one
     * @throws Exception when the run failed; it is logged, and the schedule goes on
     */
    void run(Instant scheduledTime) throws Exception;
}
