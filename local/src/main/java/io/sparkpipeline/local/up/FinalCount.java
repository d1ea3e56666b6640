package io.sparkpipeline.local.up;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.events.InputTotals;
import io.sparkpipeline.local.events.OutputTotals;
import io.sparkpipeline.local.events.Verdict;
import io.sparkpipeline.local.stage.Stage;
import java.time.Duration;

/** The last look before the stack is taken down: is all counted that was sent, by this command or by its user? */
record FinalCount(Stage stage, DriverSupervisor driver) {

    private static final Duration STEP = Duration.ofMinutes(3);

    /** Compares what stands still: while somebody sends on, input and output are read again. */
    Verdict take() {
        String kafka = stage.kafka().bootstrap();
        InputTotals input = InputTotals.read(kafka, Stage.INPUT);
        while (true) {
            awaitCounted(records(input));
            OutputTotals output = OutputTotals.read(kafka, Stage.OUTPUT);
            InputTotals again = InputTotals.read(kafka, Stage.INPUT);
            if (records(again) == records(input)) {
                return Verdict.of(input, output);
            }
            input = again;
        }
    }

    private static long records(InputTotals input) {
        return input.events() + input.rejected();
    }

    private void awaitCounted(long records) {
        for (long seen = counted(); seen < records; seen = counted()) {
            long before = seen;
            if (!driver.await(STEP, () -> counted() != before)) {
                throw JobException.failed(
                        "the driver counts no further: " + before + " of " + records + " records within "
                                + STEP.toSeconds() + " s",
                        "the stack is taken down again",
                        "run it with --keep-work-dir and read driver/driver.log");
            }
        }
    }

    private long counted() {
        return driver.status().map(status -> status.countedOf(Stage.INPUT)).orElse(0L);
    }
}
