package io.sparkpipeline.streaming;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work on a daemon thread, whose failure is thrown where it is waited for. */
final class Background {

    private final FutureTask<Boolean> work;

    private Background(FutureTask<Boolean> work) {
        this.work = work;
    }

    static Background run(String name, Runnable work) {
        FutureTask<Boolean> task = new FutureTask<>(work, true);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return new Background(task);
    }

    /** Waits for its end. */
    void join() {
        try {
            work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
