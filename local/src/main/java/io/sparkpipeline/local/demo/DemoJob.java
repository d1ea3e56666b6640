package io.sparkpipeline.local.demo;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.local.demo.Timeline.Kind;
import io.sparkpipeline.local.driver.DriverEvent;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.events.EventGenerator;
import io.sparkpipeline.local.events.InputTotals;
import io.sparkpipeline.local.events.OutputTotals;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.events.Verdict;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.stage.Stage;
import io.sparkpipeline.local.work.WorkDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The story: events flow → kills → backup, loss, restore → snapshot, rot, new volume → catch up → verdict. */
final class DemoJob {

    private final DemoConfig config;
    private final Story story;
    private final Clock clock;
    private final Timeline timeline;

    DemoJob(DemoConfig config, Story story, Clock clock) {
        this.config = config;
        this.story = story;
        this.clock = clock;
        this.timeline = new Timeline(clock);
    }

    DemoOutcome run() throws Exception {
        try (CloseStack closing = CloseStack.closedAtShutdown()) {
            Scene scene = open(closing);
            countsEvents(scene);
            List<Double> recoveries = new KillAct(scene).play();
            BackupAct.Figures backup = new BackupAct(scene).play();
            SnapshotAct.Figures snapshot = new SnapshotAct(scene).play();
            catchesUp(scene);
            Verdict verdict = compares(scene.stage());
            DemoOutcome outcome = new DemoOutcome(
                    verdict,
                    recoveries,
                    backup,
                    snapshot,
                    scene.driver().peakResidentBytes() >> 20,
                    config.driverHeapMebibytes(),
                    timeline.now(),
                    config.report().toAbsolutePath());
            HtmlReport.write(config.report(), config, outcome, timeline);
            return outcome;
        }
    }

    private Scene open(CloseStack closing) throws Exception {
        WorkDirectory work = closing.open(() -> WorkDirectory.open(
                config.workDirectory(),
                Path.of(System.getProperty("java.io.tmpdir")),
                config.keepWorkDirectory(),
                clock));
        double begin = timeline.now();
        Stage stage = Stage.open(work, closing, clock);
        story.say(
                "Kafka at %s, S3 at %s and a Kubernetes API at %s are up after %.1f s; data in %s",
                stage.kafka().bootstrap(),
                stage.s3().endpoint(),
                stage.kubernetes().apiUrl(),
                timeline.now() - begin,
                work.path());
        DriverSupervisor driver =
                stage.startDriver(config.driverHeapMebibytes(), config.batchInterval(), this::onDriver);
        SteadyProducer producer = stage.startProducer(
                new EventGenerator(config.seed(), config.keys()),
                new SteadyProducer.Load(config.events(), config.eventsPerSecond()));
        closing.open(() -> Sampler.start(driver, producer, timeline, story.progress()));
        return new Scene(config, story, timeline, stage, driver, producer);
    }

    private void countsEvents(Scene scene) {
        story.step("Events flow, and the driver counts them.");
        scene.await("the first counted event", () -> scene.driver().counts() && scene.counted() > 0);
        story.outcome(
                "%,d events produced, %,d counted", scene.producer().progress().acknowledged(), scene.counted());
    }

    private void catchesUp(Scene scene) throws InterruptedException {
        story.step("The driver catches up with all that was produced.");
        Duration rest = Duration.ofSeconds(60 + config.events() / config.eventsPerSecond());
        if (!scene.producer().awaitDone(rest)) {
            throw JobException.failed(
                    "the events were not all produced within " + rest.toSeconds() + " s",
                    "nothing but this run's own data",
                    "run it on a less loaded machine, or with fewer --events");
        }
        long all = scene.producer().progress().acknowledged();
        scene.awaitCounted(all);
        story.outcome("%,d events produced, all counted", all);
    }

    private Verdict compares(Stage stage) {
        story.step("Key by key, the totals of the output are compared with totals counted anew from the input.");
        return Verdict.of(
                InputTotals.read(stage.kafka().bootstrap(), Stage.INPUT),
                OutputTotals.read(stage.kafka().bootstrap(), Stage.OUTPUT));
    }

    private void onDriver(DriverEvent event) {
        if (event instanceof DriverEvent.Recovered recovered) {
            timeline.mark(Kind.RECOVERED, "counting again: " + recovered.startedFrom());
        }
    }
}
