package io.sparkpipeline.snapshot;

import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.JobException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when to look at a snapshot again: on an event of the API's watch, or after an interval where there is none. A
 * watch that ended, was too old, is refused or never answered is no fault, since looking decides and not the event.
 */
final class Wakeups implements AutoCloseable, Watcher<VolumeSnapshot> {

    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

    private final String name;
    private final Function<Watcher<VolumeSnapshot>, Watch> opener;
    private final Semaphore signals = new Semaphore(0);
    private final AtomicBoolean open = new AtomicBoolean();
    private volatile boolean refused;
    private boolean closed;
    private @Nullable Watch watch;

    /** Its opener throws a {@link JobException} when the API refuses, and may take for ever. */
    Wakeups(String name, Function<Watcher<VolumeSnapshot>, Watch> opener) {
        this.name = name;
        this.opener = opener;
    }

    /** Waits for an event, or the given time; has the watch opened where it is not open. */
    void await(Duration longest) throws InterruptedException {
        if (!refused && open.compareAndSet(false, true)) {
            // A thread of its own: the client waits without a limit for the answer to a watch.
            Thread opening = new Thread(this::openWatch, "watch-" + name);
            opening.setDaemon(true);
            opening.start();
        }
        if (signals.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            signals.drainPermits();
        }
    }

    private void openWatch() {
        try {
            keep(opener.apply(this));
        } catch (RuntimeException e) {
            refused = !(e instanceof JobException known && known.exitCode() == ExitCode.TEMPORARY);
            LOG.info("the snapshot {} can't be watched, so it is looked at now and then: {}", name, e.getMessage());
            ended("it was not opened");
        }
    }

    /** One that comes when the wait is over is closed at once. */
    private synchronized void keep(Watch opened) {
        if (watch != null) {
            watch.close();
        }
        watch = opened;
        if (closed) {
            opened.close();
        }
    }

    @Override
    public void eventReceived(Action action, VolumeSnapshot snapshot) {
        signals.release();
    }

    @Override
    public void onClose() {
        ended("the server closed it");
    }

    @Override
    public void onClose(WatcherException cause) {
        ended(cause.isHttpGone() ? "too old" : String.valueOf(cause.getMessage()));
    }

    /** Without a signal: the next look is due after the interval, so that a watch that always ends makes no storm. */
    private void ended(String why) {
        LOG.debug("the watch of {} ended ({}) and will be opened again", name, why);
        open.set(false);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
    }
}
