package io.sparkpipeline.local.process;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things to close in the reverse order of their opening, once: by {@link #close()}, or by the JVM's shutdown (Ctrl-C,
 * SIGTERM), whichever comes first. What is being opened just then is interrupted, and closed with the rest; after that
 * nothing can be opened.
 */
public final class CloseStack implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

    /** How long a shutdown waits for an opening that it interrupted. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread hook = new Thread(this::shutDown, "shutdown");
    private volatile @Nullable Thread opening;
    private volatile boolean closed;

    private CloseStack() {}

    /** An empty stack that the JVM's shutdown closes. */
    public static CloseStack closedAtShutdown() {
        CloseStack stack = new CloseStack();
        Runtime.getRuntime().addShutdownHook(stack.hook);
        return stack;
    }

    /**
     * Opens something and takes it on.
     *
     * @throws IllegalStateException when the stack is closed
     */
    public <T extends AutoCloseable> T open(Callable<T> opener) throws Exception {
        lock.lockInterruptibly();
        Thread outer = opening;
        try {
            opening = Thread.currentThread();
            if (closed) {
                throw new IllegalStateException("this process is ending");
            }
            T thing = opener.call();
            opened.push(thing);
            return thing;
        } finally {
            opening = outer;
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closeAll();
        } finally {
            lock.unlock();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down already; the hook finds an empty stack.
        }
    }

    private void shutDown() {
        closed = true;
        Thread busy = opening;
        if (busy != null) {
            busy.interrupt();
        }
        boolean locked = false;
        try {
            locked = lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            closeAll();
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
    }

    private void closeAll() {
        closed = true;
        for (AutoCloseable thing = opened.poll(); thing != null; thing = opened.poll()) {
            try {
                thing.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", thing, e);
            }
        }
    }
}
