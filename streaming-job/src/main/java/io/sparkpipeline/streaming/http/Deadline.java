package io.sparkpipeline.streaming.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one timer of a connection. */
final class Deadline {

    private @Nullable ScheduledFuture<?> pending;

    /** Runs the action then, in place of what was to run before. */
    void set(EventExecutor thread, Duration after, Runnable action) {
        clear();
        pending = thread.schedule(action, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Nothing runs any more. */
    void clear() {
        if (pending != null) {
            boolean unused = pending.cancel(false);
            pending = null;
        }
    }
}
