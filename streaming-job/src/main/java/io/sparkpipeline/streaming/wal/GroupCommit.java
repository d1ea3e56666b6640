package io.sparkpipeline.streaming.wal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: it takes all requests that wait, tells their duplicates, writes the rest and forces the disk
 * once for all of them. While it does, the next ones gather. What is a duplicate of an event of the same group is answered
 * with the group, so that nobody hears of safety before it is there.
 */
final class GroupCommit {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final long LOOK_MS = 200;

    /** How long events stay in memory where nobody waits for the disk. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final Duration MEND_PAUSE = Duration.ofMillis(500);

    private static final Duration LAST_WRITE = Duration.ofSeconds(10);

    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "event-log");
    private final SegmentWriter writer;
    private final LogIndex index;
    private final LogOptions options;
    private final DoubleConsumer forceSeconds;
    private final CommitGroup group;
    private volatile boolean writable = true;
    private volatile boolean closed;
    private volatile @Nullable String ended;
    private long lastWrite = System.nanoTime();

    /**
     * Not started yet.
     *
     * @param forceSeconds hears how long each write took until it was on the disk, in seconds
     */
    GroupCommit(SegmentWriter writer, LogIndex index, IdWindow ids, LogOptions options, DoubleConsumer forceSeconds) {
        this.writer = writer;
        this.index = index;
        this.options = options;
        this.forceSeconds = forceSeconds;
        this.group = new CommitGroup(ids, index.end(), options);
    }

    private record Request(List<NewEvent> events, CompletableFuture<Appended> answer) {}

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    boolean isWritable() {
        return writable && !closed && ended == null;
    }

    /** Why nothing will ever be written again by this driver; empty while it can be, or is tried again. */
    Optional<String> ended() {
        return Optional.ofNullable(ended);
    }

    CompletableFuture<Appended> append(List<NewEvent> events) {
        CompletableFuture<Appended> answer = new CompletableFuture<>();
        queue.add(new Request(events, answer));
        if (closed && !thread.isAlive()) {
            refuseWaiting();
        }
        return answer;
    }

    private void run() {
        try {
            while (ended == null && (!closed || !queue.isEmpty())) {
                step();
            }
            write();
        } catch (InterruptedException e) {
            LOG.debug("interrupted", e);
        } catch (RuntimeException | Error e) {
            LOG.error("The thread of the write-ahead log has died; nothing is accepted any more", e);
            ended = "the thread of the write-ahead log has died: " + e;
        } finally {
            closed = true;
            refuseWaiting();
        }
    }

    private void step() throws InterruptedException {
        Request first = queue.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        List<Request> requests = new ArrayList<>();
        if (first != null) {
            requests.add(first);
            queue.drainTo(requests);
        }
        boolean taken = false;
        try {
            taken = (writable || mended()) && taken(requests);
        } finally {
            // Also when an Error ends this thread: nobody waits for an answer that can't come.
            if (!taken) {
                requests.forEach(GroupCommit::refuse);
            }
        }
    }

    /** Takes and answers requests; false when that failed and nothing of those without an answer was taken. */
    private boolean taken(List<Request> requests) {
        try {
            List<Appended> results = new ArrayList<>();
            requests.forEach(request -> results.add(group.add(request.events())));
            if (isWriteDue() && !write()) {
                return false;
            }
            for (int i = 0; i < requests.size(); i++) {
                requests.get(i).answer().complete(results.get(i));
            }
            return true;
        } catch (RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private boolean isWriteDue() {
        return options.durable() || System.nanoTime() - lastWrite >= LINGER.toNanos();
    }

    /** Writes the group; false when it failed and nothing of it was taken. */
    private boolean write() {
        lastWrite = System.nanoTime();
        if (ended != null) {
            return false;
        }
        if (group.isEmpty()) {
            return true;
        }
        try {
            if (writer.isFull()) {
                // Before a segment of this driver hides that of another.
                if (isOvertaken()) {
                    return false;
                }
                begin(writer.begin(index.end()));
            }
            long position = writer.write(group.frames());
            if (isOvertaken()) {
                writer.takeBack(position);
                return false;
            }
            group.written(index, position);
            forceSeconds.accept((System.nanoTime() - lastWrite) / 1e9);
            return true;
        } catch (IOException | RuntimeException e) {
            failed(e);
            return false;
        }
    }

    /** What is behind the other's first event is read by nobody, so nobody may be told that it is safe. */
    private boolean isOvertaken() throws IOException {
        Optional<Path> other = writer.overtakenBy();
        other.ifPresent(segment -> {
            ended = "another driver writes the log: it has begun " + segment.getFileName();
            LOG.error(
                    "This driver has lost the write-ahead log: another one has begun {}. Safe: all that was answered"
                            + " with 202. Next: this one has to end; /ops/live says so",
                    segment.getFileName());
            group.rollBack(index.end());
        });
        return other.isPresent();
    }

    private void failed(Exception e) {
        LOG.error("The write-ahead log can't be written; nothing is accepted until it can", e);
        group.rollBack(index.end());
        writable = false;
    }

    /** Tries to write again, twice a second. */
    private boolean mended() {
        if (System.nanoTime() - lastWrite < MEND_PAUSE.toNanos()) {
            return false;
        }
        lastWrite = System.nanoTime();
        try {
            if (isOvertaken()) {
                return false;
            }
            begin(writer.mend(index.end()));
            writable = true;
            LOG.info("The write-ahead log can be written again");
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("not yet", e);
            return false;
        }
    }

    private void begin(SegmentFile segment) {
        index.begin(segment, segment.firstOffset(), SegmentFile.START);
    }

    private void refuseWaiting() {
        for (@Nullable Request request = queue.poll(); request != null; request = queue.poll()) {
            refuse(request);
        }
    }

    private static void refuse(Request request) {
        request.answer()
                .completeExceptionally(new LogUnavailableException("the write-ahead log can't be written now", null));
    }

    /** Writes what was handed in, and ends. */
    void close() throws IOException {
        closed = true;
        // Wakes the thread.
        queue.add(new Request(List.of(), new CompletableFuture<>()));
        try {
            // A volume that hangs must not keep the driver from ending.
            thread.join(LAST_WRITE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        refuseWaiting();
        writer.close();
    }
}
