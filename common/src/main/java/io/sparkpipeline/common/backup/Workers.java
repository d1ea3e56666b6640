package io.sparkpipeline.common.backup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that take tasks from one producer. The first failure ends the work: queued tasks are dropped
 * and the producer gets it.
 */
public final class Workers implements AutoCloseable {

    /** A piece of work. */
    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    private final ExecutorService threads;
    private final int capacity;
    private final Semaphore room;
    private final int mostWeight;
    private final Semaphore weights;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile Consumer<Exception> onFailure = e -> {};

    /** @param name of the threads */
    public Workers(int count, String name) {
        this(count, name, Integer.MAX_VALUE);
    }

    /**
     * With a bound on what the tasks in hand weigh together, such as the entries of an index that they keep in memory.
     *
     * @param name of the threads
     * @param mostWeight over zero; a task that weighs more is alone in hand
     */
    public Workers(int count, String name, int mostWeight) {
        this.mostWeight = mostWeight;
        this.weights = new Semaphore(mostWeight);
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.capacity = count * 2;
        this.room = new Semaphore(capacity);
    }

    /** Hands over a task; waits while as many as twice the threads are in hand. */
    public void submit(Task task) throws IOException {
        submit(0, task);
    }

    /** Hands over a task; waits also while those in hand weigh too much with it. */
    public void submit(int weight, Task task) throws IOException {
        int weighed = Math.min(weight, mostWeight);
        acquire(room, 1);
        acquire(weights, weighed);
        throwFailure();
        execute(() -> {
            try {
                if (failure.get() == null) {
                    task.run();
                }
            } catch (IOException | RuntimeException e) {
                failed(e);
            } catch (Error e) {
                failed(new IllegalStateException(e));
            } finally {
                weights.release(weighed);
                room.release();
            }
        });
    }

    private void execute(Runnable work) throws IOException {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            throwFailure();
            throw e;
        }
    }

    /** Waits until all tasks are done, or one failed. */
    public void finish() throws IOException {
        acquire(room, capacity);
        room.release(capacity);
        throwFailure();
    }

    /** When these workers fail, so do the others, whose threads are interrupted: they may wait for what never comes. */
    public void endOnFailure(Workers others) {
        onFailure = others::end;
    }

    private void end(Exception cause) {
        failure.compareAndSet(null, cause);
        threads.shutdownNow();
    }

    private void failed(Exception e) {
        if (failure.compareAndSet(null, e)) {
            onFailure.accept(e);
        }
    }

    private void acquire(Semaphore from, int permits) throws IOException {
        try {
            while (!from.tryAcquire(permits, 100, TimeUnit.MILLISECONDS)) {
                throwFailure();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the workers");
        }
    }

    private void throwFailure() throws IOException {
        Exception first = failure.get();
        if (first instanceof IOException io) {
            throw io;
        }
        if (first instanceof RuntimeException bug) {
            throw bug;
        }
    }

    /** Interrupts what still runs. */
    @Override
    public void close() {
        failure.compareAndSet(null, new UncheckedIOException(new InterruptedIOException("the work was ended")));
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
