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

    Verdict take() {
        String kafka = stage.kafka().bootstrap();
        InputTotals input = InputTotals.read(kafka, Stage.INPUT);
        long records = input.events() + input.rejected();
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
        return Verdict.of(input, OutputTotals.read(kafka, Stage.OUTPUT));
    }

    private long counted() {
        return driver.status().map(status -> status.countedOf(Stage.INPUT)).orElse(0L);
    }
}
