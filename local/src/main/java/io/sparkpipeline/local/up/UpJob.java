package io.sparkpipeline.local.up;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.local.driver.DriverEvent;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.events.EventGenerator;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.events.Verdict;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.stage.JobRun;
import io.sparkpipeline.local.stage.Stage;
import io.sparkpipeline.local.work.WorkDirectory;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Stack up → addresses → wait → count → report; whatever ends it, all of it is taken down again. */
final class UpJob {

    private static final Duration FIRST_BATCH = Duration.ofMinutes(3);
    private static final Duration EVER = Duration.ofDays(3650);

    private final UpConfig config;
    private final PrintWriter err;
    private final Clock clock;

    UpJob(UpConfig config, PrintWriter err, Clock clock) {
        this.config = config;
        this.err = err;
        this.clock = clock;
    }

    Report run() throws Exception {
        try (CloseStack closing = CloseStack.closedAtShutdown()) {
            WorkDirectory work = closing.open(() -> WorkDirectory.open(
                    config.workDirectory(),
                    Path.of(System.getProperty("java.io.tmpdir")),
                    config.keepWorkDirectory(),
                    clock));
            Stage stage = Stage.open(work, closing, clock);
            DriverSupervisor driver =
                    stage.startDriver(config.driverHeapMebibytes(), config.batchInterval(), this::tell);
            awaitFirstBatch(driver);
            ChildProcess backups = start(stage.jobs().backup(), "backup", config.backupSchedule(), closing);
            ChildProcess snapshots =
                    start(stage.jobs().snapshot(Stage.CLAIM), "snapshot", config.snapshotSchedule(), closing);
            Addresses.of(stage, driver, config, work).lines().forEach(err::println);
            err.flush();
            Optional<SteadyProducer> producer = produce(stage);
            stay(driver, backups, snapshots);
            producer.ifPresent(SteadyProducer::stop);
            return report(driver, new FinalCount(stage, driver).take());
        }
    }

    private Optional<SteadyProducer> produce(Stage stage) throws Exception {
        if (config.rate() == 0) {
            return Optional.empty();
        }
        EventGenerator events = new EventGenerator(clock.millis(), config.keys());
        return Optional.of(stage.startProducer(events, new SteadyProducer.Load(Long.MAX_VALUE, config.rate())));
    }

    private static ChildProcess start(JobRun job, String name, String schedule, CloseStack closing) throws Exception {
        return closing.open(() -> job.start(name, List.of("run", "--schedule", schedule)));
    }

    private static void awaitFirstBatch(DriverSupervisor driver) {
        if (!driver.await(FIRST_BATCH, driver::counts)) {
            throw JobException.temporary(
                    "the driver completed no batch within " + FIRST_BATCH.toSeconds() + " s",
                    "the stack is taken down again, nothing stays behind",
                    "run it on a less loaded machine, or with --keep-work-dir and read driver/driver.log");
        }
    }

    private void stay(DriverSupervisor driver, ChildProcess backups, ChildProcess snapshots) {
        Duration limit = config.time() == null ? EVER : config.time();
        driver.await(limit, () -> isOver() || !backups.isAlive() || !snapshots.isAlive());
        boolean ended = !backups.isAlive() || !snapshots.isAlive();
        if (ended && !Thread.currentThread().isInterrupted()) {
            ChildProcess dead = backups.isAlive() ? snapshots : backups;
            throw JobException.failed(
                    "the scheduled job '" + dead.name() + "' ended; its last lines:\n" + dead.failure(15),
                    "the stack is taken down again",
                    "run it with --keep-work-dir and read jobs/" + dead.name() + ".log");
        }
    }

    private boolean isOver() {
        return config.until() != null && Files.exists(config.until());
    }

    private void tell(DriverEvent event) {
        if (event instanceof DriverEvent.Died died) {
            err.println("The driver died with exit code " + died.exitCode() + "; it is started again.");
        } else if (event instanceof DriverEvent.Recovered recovered) {
            err.println("The driver counts again after " + Durations.seconds(recovered.downFor()) + " s: "
                    + recovered.startedFrom());
        }
        err.flush();
    }

    private Report report(DriverSupervisor driver, Optional<Verdict> verdict) {
        Report report = Report.of("up")
                .with("seconds", config.time() == null ? null : Durations.seconds(config.time()))
                .with("driverRestarts", driver.restarts());
        verdict.ifPresentOrElse(
                seen -> tell(seen, report),
                () -> report.with("verdict", "not compared")
                        .line("Somebody still sends events: input and output do not stand still to be compared."));
        return report.line("The stack was up as long as asked, with " + driver.restarts() + " restarts of the driver.");
    }

    private static void tell(Verdict verdict, Report report) {
        report.with("eventsProduced", verdict.eventsProduced())
                .with("eventsCounted", verdict.eventsCounted())
                .with("lost", verdict.lost())
                .with("duplicated", verdict.duplicated())
                .with("keys", verdict.keys())
                .with("verdict", verdict.exact() ? "exact" : "WRONG")
                .exit(verdict.exact() ? ExitCode.DONE : ExitCode.FAILED)
                .line(verdict.eventsProduced() + " events in, " + verdict.eventsCounted() + " counted, "
                        + verdict.keys() + " totals, "
                        + (verdict.exact() ? "every one exact" : "NOT as the input makes them"));
    }
}
