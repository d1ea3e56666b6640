package io.sparkpipeline.snapshot;

import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.sparkpipeline.common.cli.JobException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when to look at a snapshot again: on an event of the API's watch, or after an interval where there is none. A
 * watch that ended, was too old or is refused is no fault, since looking decides and not the event.
 */
final class Wakeups implements AutoCloseable, Watcher<VolumeSnapshot> {

    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

    private final SnapshotCluster cluster;
    private final String name;
    private final Semaphore signals = new Semaphore(0);
    private final AtomicReference<@Nullable Watch> watch = new AtomicReference<>();
    private volatile boolean open;
    private boolean refused;

    Wakeups(SnapshotCluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    /** Waits for an event, or the given time; opens the watch where it is not open. */
    void await(Duration longest) throws InterruptedException {
        openWatch();
        if (signals.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            signals.drainPermits();
        }
    }

    private void openWatch() {
        if (refused || open) {
            return;
        }
        close();
        open = true; // before the request: the watch can end before its opening has returned
        try {
            watch.set(cluster.watch(name, this));
        } catch (JobException e) {
            refused = true;
            LOG.info("the snapshot {} can't be watched, so it is looked at now and then: {}", name, e.happened());
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
        open = false;
    }

    @Override
    public void close() {
        Watch last = watch.getAndSet(null);
        if (last != null) {
            last.close();
        }
    }
}
