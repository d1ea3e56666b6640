package io.sparkpipeline.local.stack;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.driver.StreamingDriver;
import io.sparkpipeline.local.events.EventGenerator;
import io.sparkpipeline.local.events.InputTotals;
import io.sparkpipeline.local.events.OutputTotals;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.events.Verdict;
import io.sparkpipeline.local.kafka.KafkaBroker;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.s3.LocalS3;
import io.sparkpipeline.local.work.WorkDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A whole stack in a process of its own: broker, S3 server, driver under its supervisor. Produces events, kills the
 * driver, and ends with 0 only when the verdict is exact. Arguments: the parent of the work directory, the number of
 * events, the number of kills.
 */
final class MiniStack {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Clock CLOCK = Clocks.system();

    private MiniStack() {}

    public static void main(String[] args) throws Exception {
        try (CloseStack stack = CloseStack.closedAtShutdown()) {
            Verdict verdict = run(stack, Path.of(args[0]), Long.parseLong(args[1]), Integer.parseInt(args[2]));
            System.out.println(verdict);
            System.exit(verdict.exact() ? 0 : 1);
        }
    }

    private static Verdict run(CloseStack stack, Path parent, long events, int kills) throws Exception {
        WorkDirectory work = stack.open(() -> WorkDirectory.open(null, parent, false, CLOCK));
        LocalS3 s3 = stack.open(() -> LocalS3.start(work.folder("s3"), "checkpoints"));
        System.out.println("s3 " + s3.endpoint());
        KafkaBroker kafka =
                stack.open(() -> KafkaBroker.start(work.folder("kafka"), Map.of("events", 2, "aggregates", 2)));
        System.out.println("kafka " + kafka.bootstrap());
        DriverSupervisor driver = stack.open(() -> DriverSupervisor.start(
                StreamingDriver.jvm(work.folder("driver"), 512, arguments(work, kafka)),
                event -> System.out.println("driver " + event),
                CLOCK));
        SteadyProducer producer = stack.open(() -> SteadyProducer.start(
                kafka.bootstrap(),
                "events",
                new EventGenerator(1, 200),
                new SteadyProducer.Load(events, 1_000),
                CLOCK));
        require(driver.await(LIMIT, () -> driver.status().isPresent()), "the driver speaks");
        for (int kill = 1; kill <= kills; kill++) {
            int recovered = kill;
            require(driver.await(LIMIT, () -> hasCounted(driver)), "the driver counts");
            driver.kill();
            require(driver.await(LIMIT, () -> driver.recoveries().size() == recovered), "the driver recovers");
        }
        require(producer.awaitDone(LIMIT), "all is produced");
        InputTotals input = InputTotals.read(kafka.bootstrap(), "events");
        OutputTotals[] output = {OutputTotals.read(kafka.bootstrap(), "aggregates")};
        driver.await(LIMIT, () -> {
            output[0] = OutputTotals.read(kafka.bootstrap(), "aggregates");
            return output[0].events() >= input.events();
        });
        System.out.println("recoveries " + driver.recoveries() + " peak MB " + driver.peakResidentBytes() / 1_000_000);
        return Verdict.of(input, output[0]);
    }

    private static boolean hasCounted(DriverSupervisor driver) {
        return driver.status().filter(status -> status.recordsTotal() > 0).isPresent();
    }

    private static List<String> arguments(WorkDirectory work, KafkaBroker kafka) {
        return List.of(
                "--master",
                "local[2]",
                "--kafka-bootstrap",
                kafka.bootstrap(),
                "--batch-interval",
                "1s",
                "--checkpoint-path",
                work.path().resolve("checkpoints").toString(),
                "--trigger-file",
                work.path().resolve("trigger-checkpoint").toString());
    }

    private static void require(boolean held, String what) {
        if (!held) {
            throw JobException.failed("waited in vain: " + what, "nothing stays behind", "look at the logs");
        }
    }
}
