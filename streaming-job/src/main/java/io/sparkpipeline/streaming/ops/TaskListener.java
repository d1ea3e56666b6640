package io.sparkpipeline.streaming.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts tasks, their failures and lost executors. */
public final class TaskListener extends SparkListener {

    private final StreamStatus status;
    private final Counter tasks;
    private final Counter failedTasks;
    private final AtomicLong lostExecutors = new AtomicLong();

    /** A listener for one run. */
    public TaskListener(StreamStatus status, MeterRegistry registry) {
        this.status = status;
        this.tasks = Counter.builder("spark.app.tasks")
                .description("Tasks that ended")
                .register(registry);
        this.failedTasks = Counter.builder("spark.app.task.failures")
                .description("Tasks that failed, each attempt")
                .register(registry);
        registry.gauge("spark.app.executor.failureCount", lostExecutors);
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
        tasks.increment();
        if (event.taskInfo() != null && event.taskInfo().successful()) {
            status.taskSucceeded();
        } else {
            failedTasks.increment();
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        lostExecutors.incrementAndGet();
    }
}
