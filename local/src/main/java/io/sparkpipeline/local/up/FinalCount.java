package io.sparkpipeline.local.up;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.events.InputTotals;
import io.sparkpipeline.local.events.OutputTotals;
import io.sparkpipeline.local.events.Verdict;
import io.sparkpipeline.local.stage.Stage;
import java.time.Duration;
import java.util.Optional;

/** The last look before the stack is taken down: is all counted that was sent, by this command or by its user? */
record FinalCount(Stage stage, DriverSupervisor driver) {

    private static final Duration STEP = Duration.ofMinutes(3);
    private static final int LOOKS = 3;

    /** Compares what stands still; empty when somebody sends on however often it is looked at. */
    Optional<Verdict> take() {
        String kafka = stage.kafka().bootstrap();
        InputTotals input = InputTotals.read(kafka, Stage.INPUT);
        for (int look = 1; look <= LOOKS; look++) {
            awaitCounted(records(input));
            OutputTotals output = OutputTotals.read(kafka, Stage.OUTPUT);
            InputTotals again = InputTotals.read(kafka, Stage.INPUT);
            if (records(again) == records(input)) {
                return Optional.of(Verdict.of(input, output));
            }
            input = again;
        }
        return Optional.empty();
    }

    private static long records(InputTotals input) {
        return input.events() + input.rejected();
    }

    private void awaitCounted(long records) {
        if (!driver.awaitCounted(Stage.INPUT, records, STEP)) {
            throw JobException.failed(
                    "the driver counts no further: " + driver.counted(Stage.INPUT) + " of " + records
                            + " records within " + STEP.toSeconds() + " s",
                    "the stack is taken down again",
                    "run it with --keep-work-dir and read driver/driver.log");
        }
    }
}
