package io.sparkpipeline.common.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must not be left undone when this process is told to end (SIGTERM) before its work is over. */
public final class AtTermination implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AtTermination.class);

    private final Thread hook;

    /** @param name of the thread that does it */
    public AtTermination(String name, Runnable task) {
        this.hook = new Thread(task, name);
    }

    /**
     * From now on, until this is closed.
     *
     * @throws IllegalStateException when this process ends already
     */
    public void begin() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** It is done, or not to be done any more; when this process ends already, it is done there all the same. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("this process ends already, and {} runs", hook.getName(), e);
        }
    }
}
