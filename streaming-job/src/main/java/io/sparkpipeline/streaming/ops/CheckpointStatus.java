package io.sparkpipeline.streaming.ops;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When checkpoints were written and which were not. Spark has neither a metric nor an event for it, and goes on after
 * three failed attempts with a line in its log (org.apache.spark.streaming.CheckpointWriter): so that log is listened to.
 */
public final class CheckpointStatus {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStatus.class);
    private static final String WRITER = "org.apache.spark.streaming.CheckpointWriter";
    private static final Pattern SAVED =
            Pattern.compile("Checkpoint for time .* saved to file .*?(\\d+) ms", Pattern.DOTALL);

    private final Clock clock;
    private final DoubleConsumer onSaved;
    private final Runnable onFailure;
    private @Nullable Instant lastSaved;
    private double lastSeconds;
    private long failures;

    /**
     * Listens from now on.
     *
     * @param onSaved takes the seconds that a write took
     * @param onFailure runs for each checkpoint that Spark gave up
     */
    public CheckpointStatus(Clock clock, DoubleConsumer onSaved, Runnable onFailure) {
        this.clock = clock;
        this.onSaved = onSaved;
        this.onFailure = onFailure;
        listen();
        Thread.UncaughtExceptionHandler others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> ended(thread, e, others));
    }

    /** Takes a checkpoint that was there before the driver as the newest one. */
    public synchronized void found(Instant written) {
        lastSaved = written;
    }

    /** The time since the newest checkpoint; null where there is none yet. */
    synchronized @Nullable Duration age() {
        return lastSaved == null ? null : Duration.between(lastSaved, clock.instant());
    }

    /** When the newest checkpoint was written; null where there is none yet. */
    public synchronized @Nullable Instant lastSaved() {
        return lastSaved;
    }

    synchronized double lastSeconds() {
        return lastSeconds;
    }

    synchronized long failures() {
        return failures;
    }

    void read(String line) {
        Matcher saved = SAVED.matcher(line);
        if (saved.find()) {
            double seconds = Long.parseLong(saved.group(1)) / 1000.0;
            synchronized (this) {
                lastSaved = clock.instant();
                lastSeconds = seconds;
            }
            onSaved.accept(seconds);
        } else if (line.startsWith("Could not write checkpoint") || line.startsWith("Could not submit checkpoint")) {
            failed();
        }
    }

    private void failed() {
        synchronized (this) {
            failures++;
        }
        onFailure.run();
    }

    /**
     * The writer passes over I/O exceptions only. Hadoop's for a full local volume is an Error (FSError), which ends the
     * writer's thread: no line is logged then, and the next checkpoint gets another thread.
     */
    private void ended(Thread thread, Throwable e, Thread.@Nullable UncaughtExceptionHandler others) {
        if (Arrays.stream(e.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith(WRITER))) {
            LOG.warn("A checkpoint could not be written: {}", e.toString());
            failed();
        } else if (others != null) {
            others.uncaughtException(thread, e);
        } else {
            LOG.error("The thread {} has died", thread.getName(), e);
        }
    }

    private void listen() {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        Configuration configuration = context.getConfiguration();
        AbstractAppender ear = new AbstractAppender("checkpoint-status", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                read(event.getMessage().getFormattedMessage());
            }
        };
        ear.start();
        LoggerConfig logger = new LoggerConfig(WRITER, Level.INFO, false);
        logger.addAppender(ear, Level.INFO, null);
        configuration.getRootLogger().getAppenders().values().forEach(a -> logger.addAppender(a, Level.WARN, null));
        configuration.removeLogger(WRITER);
        configuration.addLogger(WRITER, logger);
        context.updateLoggers();
    }
}
