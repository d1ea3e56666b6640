package io.sparkpipeline.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.demo.JobRun.Ended;
import io.sparkpipeline.local.demo.Timeline.Kind;
import io.sparkpipeline.local.driver.DriverEvent;
import io.sparkpipeline.local.driver.DriverStatus;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.events.EventGenerator;
import io.sparkpipeline.local.events.InputTotals;
import io.sparkpipeline.local.events.OutputTotals;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.events.Verdict;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.work.Trees;
import io.sparkpipeline.local.work.WorkDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** The story, step by step. */
final class DemoJob {

    private static final Duration TURN = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final DemoConfig config;
    private final Story story;
    private final Clock clock;
    private final Timeline timeline;
    private final Random random;

    DemoJob(DemoConfig config, Story story, Clock clock) {
        this.config = config;
        this.story = story;
        this.clock = clock;
        this.timeline = new Timeline(clock);
        this.random = new Random(config.seed());
    }

    DemoOutcome run() throws Exception {
        try (CloseStack closing = CloseStack.closedAtShutdown()) {
            Stage stage = openStage(closing);
            DriverSupervisor driver =
                    stage.startDriver(config.driverHeapMebibytes(), config.batchInterval(), this::onDriver);
            SteadyProducer producer = stage.startProducer(
                    new EventGenerator(config.seed(), config.keys()),
                    new SteadyProducer.Load(config.events(), config.eventsPerSecond()));
            closing.open(() -> Sampler.start(driver, producer, timeline, story.progress()));
            countsEvents(driver, producer);
            survivesKills(driver);
            Ended backup = backsUpWhileItWrites(stage);
            losesItsVolume(stage, driver);
            Ended restore = restores(stage, driver);
            catchesUp(driver, producer);
            Verdict verdict = compares(stage);
            return outcome(driver, verdict, backup, restore);
        }
    }

    private Stage openStage(CloseStack closing) throws Exception {
        WorkDirectory work = closing.open(() -> WorkDirectory.open(
                config.workDirectory(),
                Path.of(System.getProperty("java.io.tmpdir")),
                config.keepWorkDirectory(),
                clock));
        double begin = timeline.now();
        Stage stage = Stage.open(work, closing, clock);
        story.say(
                "Kafka at %s and S3 at %s are up after %.1f s; data in %s",
                stage.kafka().bootstrap(), stage.s3().endpoint(), timeline.now() - begin, work.path());
        return stage;
    }

    private void countsEvents(DriverSupervisor driver, SteadyProducer producer) {
        story.step("Events flow, and the driver counts them.");
        await(driver, "the first counted event", () -> completed(driver) && counted(driver) > 0);
        story.outcome("%,d events produced, %,d counted", producer.progress().acknowledged(), counted(driver));
    }

    private void survivesKills(DriverSupervisor driver) {
        if (config.kills() == 0) {
            return;
        }
        story.step("The driver is killed with SIGKILL " + config.kills() + " times, each at a random moment.");
        for (int kill = 1; kill <= config.kills(); kill++) {
            await(driver, "a running driver", () -> completed(driver));
            Pauses.pace(Duration.ofMillis(500 + random.nextInt(3_500)));
            timeline.mark(Kind.KILL, "SIGKILL " + kill + " of " + config.kills());
            driver.kill();
            int recoveries = kill;
            await(driver, "the recovery", () -> driver.recoveries().size() >= recoveries);
            story.outcome(
                    "kill %d: counting again after %.1f s",
                    kill, Durations.seconds(driver.recoveries().get(kill - 1)));
        }
    }

    private Ended backsUpWhileItWrites(Stage stage) throws Exception {
        story.step("A backup to S3 is taken while the driver writes.");
        timeline.mark(Kind.BACKUP, "backup begins");
        Ended backup = stage.backup().run("backup", List.of());
        JsonNode report = backup.report();
        story.outcome(
                "backup %s: %d files, %s, in %.1f s",
                report.path("backupId").asText(),
                report.path("files").asLong(),
                ByteSize.human(report.path("bytes").asLong()),
                backup.seconds());
        return backup;
    }

    private void losesItsVolume(Stage stage, DriverSupervisor driver) throws Exception {
        story.step("The checkpoint volume is lost: the driver stops, its directory is deleted.");
        // Some batches later than the backup, so that the restored state is behind what was already put out.
        long before = counted(driver);
        await(driver, "more counted events", () -> counted(driver) > before || counted(driver) == config.events());
        driver.stop(STOP);
        Trees.delete(stage.checkpoint());
        timeline.mark(Kind.LOSS, "checkpoint volume lost");
        story.outcome("%s is gone", stage.checkpoint());
    }

    private Ended restores(Stage stage, DriverSupervisor driver) throws Exception {
        story.step("The state is restored from S3, and the driver starts again.");
        Ended restore = stage.restore().run("restore", List.of());
        timeline.mark(Kind.RESTORE, "restored from S3");
        story.outcome(
                "restored in %.1f s; the state is %.1f s old",
                restore.seconds(), restore.report().path("dataAgeSeconds").asDouble());
        driver.resume();
        await(driver, "a batch after the restore", () -> completed(driver));
        return restore;
    }

    private void catchesUp(DriverSupervisor driver, SteadyProducer producer) throws InterruptedException {
        story.step("The driver catches up with all that was produced.");
        Duration rest = Duration.ofSeconds(60 + config.events() / config.eventsPerSecond());
        if (!producer.awaitDone(rest)) {
            throw JobException.failed(
                    "the events were not all produced within " + rest.toSeconds() + " s",
                    "nothing but this run's own data",
                    "run it on a less loaded machine, or with fewer --events");
        }
        long all = producer.progress().acknowledged();
        // The limit is for each step forward: a slow machine takes its time, a standing driver does not pass.
        for (long seen = counted(driver); seen < all; seen = counted(driver)) {
            long before = seen;
            await(driver, "a further counted event", () -> counted(driver) != before);
        }
        story.outcome("%,d events produced, all counted", all);
    }

    private Verdict compares(Stage stage) {
        story.step("Key by key, the totals of the output are compared with totals counted anew from the input.");
        return Verdict.of(
                InputTotals.read(stage.kafka().bootstrap(), Stage.INPUT),
                OutputTotals.read(stage.kafka().bootstrap(), Stage.OUTPUT));
    }

    private DemoOutcome outcome(DriverSupervisor driver, Verdict verdict, Ended backup, Ended restore)
            throws Exception {
        List<Double> recoveries = new ArrayList<>();
        driver.recoveries().forEach(time -> recoveries.add(Durations.seconds(time)));
        DemoOutcome outcome = new DemoOutcome(
                verdict,
                config.kills(),
                recoveries,
                rounded(backup.seconds()),
                backup.report().path("bytes").asLong(),
                rounded(restore.seconds()),
                restore.report().path("dataAgeSeconds").asDouble(),
                driver.peakResidentBytes() >> 20,
                config.driverHeapMebibytes(),
                timeline.now(),
                config.report().toAbsolutePath());
        HtmlReport.write(config.report(), config, outcome, timeline);
        return outcome;
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }

    private static boolean completed(DriverSupervisor driver) {
        return driver.status().filter(DriverStatus::hasCompletedABatch).isPresent();
    }

    private static long counted(DriverSupervisor driver) {
        return driver.status().map(Sampler::countedBy).orElse(0L);
    }

    private void onDriver(DriverEvent event) {
        if (event instanceof DriverEvent.Recovered recovered) {
            timeline.mark(Kind.RECOVERED, "counting again: " + recovered.startedFrom());
        }
    }

    /** Waits for a turn of the story; that it does not come is a failure, and says where to look. */
    private static void await(DriverSupervisor driver, String turn, BooleanSupplier condition) {
        if (!driver.await(TURN, condition)) {
            throw JobException.failed(
                    turn + " did not come within " + TURN.toSeconds() + " s; the driver's last lines:\n"
                            + driver.process()
                                    .map(process -> process.logTail(20))
                                    .orElse("(it is down)"),
                    "this run's data, until the run ends",
                    "run again with --keep-work-dir and read the logs");
        }
    }
}
