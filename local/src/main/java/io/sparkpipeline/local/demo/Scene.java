package io.sparkpipeline.local.demo;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.stage.Stage;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What every act of the story plays with. */
record Scene(
        DemoConfig config,
        Story story,
        Timeline timeline,
        Stage stage,
        DriverSupervisor driver,
        SteadyProducer producer) {

    private static final Duration TURN = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(20);

    /** Events that the running driver has counted, by its own word; 0 while it is down. */
    long counted() {
        return driver.counted(Stage.INPUT);
    }

    /** Some batches later, so that a copy taken before is behind what was already put out. */
    void awaitMoreCounted() {
        long before = counted();
        await("more counted events", () -> counted() > before || counted() == config.events());
    }

    /** The driver ends as its pod does when it is told to. */
    void stopDriver() {
        driver.stop(STOP);
    }

    /** A new driver on the volume as it is now, until it counts. */
    void resumeDriver() {
        driver.resume();
        await("a batch after the restore", driver::counts);
    }

    /** Waits until so many events are counted, however long that takes as long as the driver goes on. */
    void awaitCounted(long events) {
        if (!driver.awaitCounted(Stage.INPUT, events, TURN)) {
            throw notWithinLimit("a further counted event");
        }
    }

    /** Waits for a turn of the story; that it does not come is a failure, and says where to look. */
    void await(String turn, BooleanSupplier condition) {
        if (!driver.await(TURN, condition)) {
            throw notWithinLimit(turn);
        }
    }

    private JobException notWithinLimit(String turn) {
        return JobException.failed(
                turn + " did not come within " + TURN.toSeconds() + " s; the driver's last lines:\n"
                        + driver.process().map(process -> process.logTail(20)).orElse("(it is down)"),
                "this run's data, until the run ends",
                "run again with --keep-work-dir and read the logs");
    }
}
