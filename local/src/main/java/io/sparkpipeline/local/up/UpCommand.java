package io.sparkpipeline.local.up;

import io.sparkpipeline.common.cli.JobCommand;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.time.Clocks;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipeline up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Keeps the whole stack running on this machine, with backups and snapshots on their schedules, until"
                        + " Ctrl-C; prints where everything is and how to send an event.")
public final class UpCommand extends JobCommand {

    @Option(names = "--for", description = "how long it stays, a duration such as 10m; otherwise until Ctrl-C")
    private @Nullable Duration time;

    @Option(
            names = "--until",
            description = "ends early, as if the time of --for were over, as soon as this file is there")
    private @Nullable Path until;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description =
                    "events a second that are produced all the while; 0: none but your own. With --for or --until,"
                            + " the totals are compared at the end")
    private int rate;

    @Option(names = "--keys", defaultValue = "1000", description = "how many keys the produced events spread over")
    private int keys;

    @Option(names = "--batch-interval", defaultValue = "2s", description = "time between batches of the stream")
    private Duration batchInterval = Duration.ZERO;

    @Option(names = "--driver-heap", defaultValue = "512", description = "the driver's largest heap, MiB")
    private int driverHeap;

    @Option(
            names = "--backup-schedule",
            defaultValue = "*/5 * * * *",
            description = "when backups are taken, five-field cron in UTC")
    private String backupSchedule = "";

    @Option(
            names = "--snapshot-schedule",
            defaultValue = "*/10 * * * *",
            description = "when snapshots are taken, five-field cron in UTC")
    private String snapshotSchedule = "";

    @Option(
            names = "--work-dir",
            description = "folder for all data of the run, new or empty; else a fresh one under the system's temporary"
                    + " folder, removed at the end")
    private @Nullable Path workDir;

    @Option(names = "--keep-work-dir", description = "keep the work directory with all logs at the end")
    private boolean keepWorkDir;

    @Override
    protected Report execute() throws Exception {
        UpConfig config = new UpConfig(
                time,
                until,
                rate,
                keys,
                batchInterval,
                driverHeap,
                backupSchedule,
                snapshotSchedule,
                workDir,
                keepWorkDir);
        return new UpJob(config, console().err(), Clocks.system()).run();
    }
}
