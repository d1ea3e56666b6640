package io.sparkpipeline.streaming.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparkpipeline.common.time.Clocks;
import java.time.Duration;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.Test;

final class TaskListenerTest {

    @Test
    void an_executor_is_lost_once_however_often_spark_says_so() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        TaskListener listener =
                new TaskListener(new StreamStatus("app", Duration.ofSeconds(1), Clocks.system()), registry);
        listener.onExecutorRemoved(new SparkListenerExecutorRemoved(1, "7", "killed by the driver"));
        listener.onExecutorRemoved(new SparkListenerExecutorRemoved(2, "7", "no heartbeats"));
        listener.onExecutorRemoved(new SparkListenerExecutorRemoved(3, "8", "exited with 137"));
        assertThat(registry.get("spark.app.executor.failureCount").gauge().value())
                .isEqualTo(2);
    }
}
