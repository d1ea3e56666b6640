package io.sparkpipeline.streaming;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.SignalUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.AbstractFunction0;

/**
 * SIGTERM and SIGINT as a request instead of an end: the first asks for a graceful stop, the second ends the process at
 * once, which is safe at any moment.
 */
final class StopSignal {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
    private static final int TERMINATED = 143;

    private final CountDownLatch asked = new CountDownLatch(1);

    /** Listens from now on, in place of the JVM's own handling. */
    static StopSignal install() {
        StopSignal signal = new StopSignal();
        signal.on("TERM");
        signal.on("INT");
        return signal;
    }

    /** Asks for a graceful stop, as a first signal does. */
    void ask() {
        asked.countDown();
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits for it; true when it is there. */
    boolean await(long millis) {
        try {
            return asked.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void on(String name) {
        SignalUtils.register(name, new AbstractFunction0<Object>() {
            @Override
            public Object apply() {
                handle(name);
                return true;
            }
        });
    }

    private void handle(String name) {
        if (isAsked()) {
            LOG.warn("Second SIG{}: ending at once; the next start recovers", name);
            Runtime.getRuntime().halt(TERMINATED);
        }
        LOG.info("SIG{}: stopping gracefully; a second one ends at once", name);
        asked.countDown();
    }
}
