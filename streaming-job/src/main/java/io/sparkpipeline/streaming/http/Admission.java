package io.sparkpipeline.streaming.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether a request may come in now: the state of the source, the room in memory, and how far the stream is behind. */
final class Admission {

    /** The bodies of all requests under way together; one of the largest size always has room beside another. */
    private static final long MEMORY = 32 << 20;

    /** Where the source is in its life. */
    enum State {
        STARTING,
        ACCEPTING,
        STOPPING
    }

    private final HttpSettings settings;
    private final EventSink sink;
    private final LongSupplier counted;
    private final long memory;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile State state = State.STARTING;

    /**
     * Closed until it is told to open.
     *
     * @param counted the first offset that is not counted yet
     */
    Admission(HttpSettings settings, EventSink sink, LongSupplier counted) {
        this.settings = settings;
        this.sink = sink;
        this.counted = counted;
        this.memory = Math.max(MEMORY, 2L * settings.maxRequestBytes());
    }

    void become(State next) {
        state = next;
    }

    /** Whether good requests are taken, but for back-pressure. */
    boolean isAccepting() {
        return state == State.ACCEPTING && sink.isWritable();
    }

    /** Events of the log that are not counted yet. */
    long backlogEvents() {
        return Math.max(0, sink.end() - counted.getAsLong());
    }

    /** Their bytes. */
    long backlogBytes() {
        return sink.bytesFrom(counted.getAsLong());
    }

    /** Why a request can't come in now; null when it has: then {@link #leave} has to follow. */
    @Nullable
    Answer enter() {
        Answer refusal = closed();
        if (refusal == null) {
            refusal = backPressure();
        }
        if (refusal == null && inFlight.incrementAndGet() > settings.maxInFlight()) {
            inFlight.decrementAndGet();
            refusal = Answer.tooMany("in_flight", "too many requests at the same time");
        }
        return refusal;
    }

    /** Why nothing can be taken now whatever it is; null when that is not so. */
    @Nullable
    Answer closed() {
        return switch (state) {
            case STARTING -> Answer.unavailable("starting", "starting, try again");
            case STOPPING -> Answer.unavailable("stopping", "stopping, try again");
            case ACCEPTING -> sink.isWritable() ? null : unwritable();
        };
    }

    static Answer unwritable() {
        return Answer.unavailable("log", "the write-ahead log can't be written now; nothing was taken, try again");
    }

    private @Nullable Answer backPressure() {
        if (backlogEvents() >= settings.maxBacklogEvents()
                || backlogBytes() >= settings.maxBacklogBytes().bytes()) {
            return Answer.tooMany("backlog", "too many events wait to be counted, try again");
        }
        return null;
    }

    /** Takes room for more of a body; false when there is none. */
    boolean reserve(int more) {
        if (bytes.addAndGet(more) > memory) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    /** A request has its answer. */
    void leave(int reserved) {
        bytes.addAndGet(-reserved);
        inFlight.decrementAndGet();
    }

    int inFlight() {
        return inFlight.get();
    }
}
