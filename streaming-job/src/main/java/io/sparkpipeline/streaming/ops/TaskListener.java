package io.sparkpipeline.streaming.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts tasks, their failures and lost executors. */
public final class TaskListener extends SparkListener {

    private final StreamStatus status;
    private final Counter tasks;
    private final Counter failedTasks;
    private final Set<String> lostExecutors = ConcurrentHashMap.newKeySet();

    /** A listener for one run. */
    public TaskListener(StreamStatus status, MeterRegistry registry) {
        this.status = status;
        this.tasks = Counter.builder("spark.app.tasks")
                .description("Tasks that ended")
                .register(registry);
        this.failedTasks = Counter.builder("spark.app.task.failures")
                .description("Tasks that failed, each attempt")
                .register(registry);
        registry.gauge("spark.app.executor.failureCount", lostExecutors, Set::size);
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

    /** From now on batches can be computed: what held them up before is not held against the driver. */
    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
        status.executorAdded();
    }

    /** Spark says it again whenever it looks for an executor that is gone (SPARK-35011): of a silent one, three times. */
    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        lostExecutors.add(event.executorId());
    }
}
