package io.sparkpipeline.local.demo;

import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.driver.DriverStatus;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.stage.Stage;
import java.time.Duration;
import java.util.Optional;

/** Looks at producer and driver several times a second: for the timeline, the live line, and the story's conditions. */
final class Sampler implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(250);

    private final DriverSupervisor driver;
    private final SteadyProducer producer;
    private final Timeline timeline;
    private final ProgressLine progress;
    private final Thread thread = new Thread(this::run, "sampler");
    private volatile boolean closed;
    private volatile long counted;
    private volatile String batch = "-";

    private Sampler(DriverSupervisor driver, SteadyProducer producer, Timeline timeline, ProgressLine progress) {
        this.driver = driver;
        this.producer = producer;
        this.timeline = timeline;
        this.progress = progress;
    }

    static Sampler start(DriverSupervisor driver, SteadyProducer producer, Timeline timeline, ProgressLine progress) {
        Sampler sampler = new Sampler(driver, producer, timeline, progress);
        sampler.thread.setDaemon(true);
        sampler.thread.start();
        return sampler;
    }

    private static boolean knowsOffsets(DriverStatus status) {
        return status.offsets() != null && status.offsets().containsKey(Stage.INPUT);
    }

    private void run() {
        while (!closed && Pauses.pace(EVERY)) {
            look();
        }
    }

    private void look() {
        Optional<DriverStatus> status = driver.status();
        status.filter(DriverStatus::hasCompletedABatch).ifPresent(now -> {
            // Right after a recovery a batch may be complete whose offsets this process has not seen.
            counted = knowsOffsets(now) ? now.countedOf(Stage.INPUT) : counted;
            batch = timeOfDay(String.valueOf(now.lastCompletedBatchTime()));
        });
        double delay = status.filter(DriverStatus::hasCompletedABatch)
                .map(DriverStatus::processingDelaySeconds)
                .orElse(Double.NaN);
        Timeline.Sample sample = timeline.sample(producer.progress().acknowledged(), counted, delay);
        progress.show(sample, batch, state(status));
    }

    private String state(Optional<DriverStatus> status) {
        return status.map(DriverStatus::state).orElseGet(() -> driver.process().isPresent() ? "starting" : "down");
    }

    /** The seconds of an ISO-8601 instant, which is all that a batch interval needs. */
    private static String timeOfDay(String instant) {
        int at = instant.indexOf('T');
        return at > 0 && instant.length() >= at + 9 ? instant.substring(at + 1, at + 9) : instant;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
