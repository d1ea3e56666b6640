package io.sparkpipeline.local.demo;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.time.Clocks;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipeline demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Tells the whole story on this machine: produces events, kills the driver, backs up while it writes, loses the"
                    + " checkpoint volume, restores it from S3, takes a snapshot, lets the volume rot, makes a new one from"
                    + " the snapshot, and compares the totals key by key.",
            "Exit code 0 only when no event was lost and none was counted twice."
        })
public final class DemoCommand extends JobCommand {

    @Option(names = "--events", defaultValue = "200000", description = "how many events are produced")
    private long events;

    @Option(names = "--keys", defaultValue = "1000", description = "how many keys they spread over")
    private int keys;

    @Option(names = "--kills", defaultValue = "3", description = "how often the driver gets SIGKILL")
    private int kills;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "events a second; 0: so many that they last as long as the story")
    private int rate;

    @Option(
            names = "--seed",
            defaultValue = "20261122",
            description = "of the events and of the moments of the kills, any whole number")
    private long seed;

    @Option(names = "--batch-interval", defaultValue = "1s", description = "time between batches of the stream")
    private Duration batchInterval = Duration.ZERO;

    @Option(names = "--driver-heap", defaultValue = "512", description = "the driver's largest heap, MiB")
    private int driverHeap;

    @Option(
            names = "--work-dir",
            description = "folder for all data of the run, new or empty; else a fresh one under the system's temporary"
                    + " folder, removed at the end")
    private @Nullable Path workDir;

    @Option(names = "--keep-work-dir", description = "keep the work directory with all logs at the end")
    private boolean keepWorkDir;

    @Option(
            names = "--report",
            defaultValue = "demo-report.html",
            description = "where the report with the timeline is written, a file")
    private Path report = Path.of("demo-report.html");

    @Override
    protected Report execute() throws Exception {
        DemoConfig config = new DemoConfig(
                events, keys, kills, rate, seed, batchInterval, driverHeap, workDir, keepWorkDir, report);
        ProgressLine progress = ProgressLine.of(console().err(), Environment.system());
        try (Story story = new Story(console().err(), progress)) {
            story.say(
                    "Demo: %,d events over %,d keys at %,d/s, %d kills, batch interval %s, seed %d",
                    config.events(),
                    config.keys(),
                    config.eventsPerSecond(),
                    config.kills(),
                    Durations.text(config.batchInterval()),
                    config.seed());
            return new DemoJob(config, story, Clocks.system()).run().report();
        }
    }
}
