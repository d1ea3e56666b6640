package io.sparkpipeline.streaming.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.time.Clocks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checkpoints that are not written are counted, whichever way Spark takes it. */
final class CheckpointStatusTest {

    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final AtomicInteger failures = new AtomicInteger();
    private final List<Double> saved = new ArrayList<>();
    private final CheckpointStatus status =
            new CheckpointStatus(Clocks.system(), saved::add, failures::incrementAndGet);

    @AfterEach
    void putTheHandlerBack() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @Test
    void sparks_lines_are_read() {
        status.read("Checkpoint for time 1000 ms saved to file 'file:/x/checkpoint-1000', took 1234 bytes and 56 ms");
        assertThat(saved).containsExactly(0.056);
        assertThat(status.lastSaved()).isNotNull();
        status.read("Could not write checkpoint for time 2000 ms to file 'file:/x/checkpoint-2000'");
        status.read("Could not submit checkpoint task to the thread pool executor");
        assertThat(failures).hasValue(2);
        assertThat(status.failures()).isEqualTo(2);
    }

    @Test
    void a_writer_whose_thread_dies_is_counted_and_no_other() throws Exception {
        die("org.apache.spark.streaming.CheckpointWriter$CheckpointWriteHandler");
        die("some.other.Thing");
        assertThat(failures).hasValue(1);
    }

    private static void die(String frame) throws InterruptedException {
        Error error = new Error("No space left on device");
        error.setStackTrace(new StackTraceElement[] {new StackTraceElement(frame, "run", null, 1)});
        Thread thread = new Thread(() -> {
            throw error;
        });
        thread.start();
        thread.join();
    }
}
