package io.sparkpipeline.common.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Does the same with many folders at once. A network volume answers each call after a millisecond or so, and takes others
 * meanwhile: one after another, tens of thousands of files take a minute.
 */
public final class Parallel {

    /** More than processors: most of them wait for the volume. */
    static final int THREADS = 8;

    private Parallel() {}

    /** What is done with each. */
    @FunctionalInterface
    public interface Action<T> {
        void accept(T item) throws IOException;
    }

    /**
     * Returns when all is done. Of several failures it throws that of the first item, as one thread would, when all that was
     * begun is over: nothing goes on behind the caller, who may delete what was made.
     *
     * @param name of the threads
     */
    public static <T> void forEach(String name, Collection<T> items, Action<T> action) throws IOException {
        AtomicInteger firstFailed = new AtomicInteger(Integer.MAX_VALUE);
        List<Callable<Void>> tasks = new ArrayList<>(items.size());
        for (T item : items) {
            int number = tasks.size();
            tasks.add(() -> {
                if (number < firstFailed.get()) {
                    try {
                        action.accept(item);
                    } catch (IOException | RuntimeException | Error e) {
                        firstFailed.accumulateAndGet(number, Math::min);
                        throw e;
                    }
                }
                return null;
            });
        }
        run(name, tasks);
    }

    private static void run(String name, List<Callable<Void>> tasks) throws IOException {
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(THREADS, tasks.size())), task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for '" + name + "'");
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            end(threads);
        }
    }

    /** Also of an interrupted caller: a thread that goes on would write into what is deleted by then. */
    private static void end(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = false;
        for (boolean over = false; !over; ) {
            try {
                over = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** As one of the kinds that an action throws. */
    private static IOException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException bug) {
            throw bug;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
