package io.sparkpipeline.common.schedule;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether a job runs once, or stays and runs on a schedule; mixed into {@link ScheduledJobCommand}. */
public final class ScheduleOptions {

    @Option(
            names = "--schedule",
            paramLabel = "<cron>",
            converter = Converter.class,
            description = "stay, and run at each firing of this five-field cron in UTC, such as '0 */6 * * *'; "
                    + "without it the job runs once")
    private @Nullable CronSchedule schedule;

    @Option(
            names = "--stop-timeout",
            paramLabel = "<duration>",
            defaultValue = "25s",
            description = "with --schedule: how long a running job may go on after SIGTERM before it is interrupted; "
                    + "keep it under the pod's grace period")
    private Duration stopTimeout = Duration.ofSeconds(25);

    /** The schedule; empty when the job runs once. */
    public Optional<CronSchedule> schedule() {
        return Optional.ofNullable(schedule);
    }

    /** The bound of a graceful stop. */
    public Duration stopTimeout() {
        return stopTimeout;
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<CronSchedule> {
        @Override
        public CronSchedule convert(String value) {
            try {
                return new CronSchedule(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
