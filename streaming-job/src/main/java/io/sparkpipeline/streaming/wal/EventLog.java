package io.sparkpipeline.streaming.wal;

import io.sparkpipeline.common.cli.JobException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one application. Opened it can be read; after {@link #begin} it is written to, by one driver at a time. One in
 * a JVM is the current one, where the stream finds it: nothing of it goes into a checkpoint.
 */
public final class EventLog implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(60);

    private static volatile @Nullable EventLog current;

    private final Path folder;
    private final LogOptions options;
    private final LogFile.Opener opener;
    private final LogScan scan;
    private final LogIndex index;
    private final FolderLock lock;
    private @Nullable GroupCommit commit;

    private EventLog(Path folder, LogOptions options, LogFile.Opener opener, LogScan scan, FolderLock lock) {
        this.folder = folder;
        this.options = options;
        this.opener = opener;
        this.scan = scan;
        this.index = scan.index();
        this.lock = lock;
    }

    /**
     * Takes the log for this driver and reads it whole.
     *
     * @throws JobException (temporary) when another driver has it
     * @throws IOException when it can't be read
     */
    public static EventLog open(Path folder, LogOptions options) throws IOException {
        return open(folder, options, LOCK_LIMIT, LogFile::open);
    }

    /**
     * The same, for a driver that may be told to stop meanwhile.
     *
     * @param stopped when this turns true another driver is waited for no longer
     * @return empty when it did while another driver had the log
     */
    public static Optional<EventLog> open(Path folder, LogOptions options, BooleanSupplier stopped) throws IOException {
        return open(folder, options, LOCK_LIMIT, LogFile::open, stopped);
    }

    static EventLog open(Path folder, LogOptions options, Duration lockLimit, LogFile.Opener opener)
            throws IOException {
        return open(folder, options, lockLimit, opener, () -> false).orElseThrow();
    }

    static Optional<EventLog> open(
            Path folder, LogOptions options, Duration lockLimit, LogFile.Opener opener, BooleanSupplier stopped)
            throws IOException {
        Files.createDirectories(folder);
        FolderLock lock = FolderLock.take(folder, lockLimit, stopped);
        if (lock == null) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        LogScan scan = LogScan.of(folder, options.dedupWindow());
        scan.problems().forEach(problem -> LOG.error("Damage in the write-ahead log: {}", problem));
        LOG.info(
                "Write-ahead log: events {} to {}, {} ids remembered, read in {} ms",
                scan.index().first(),
                scan.index().end(),
                scan.ids().size(),
                (System.nanoTime() - start) / 1_000_000);
        return Optional.of(new EventLog(folder, options, opener, scan, lock));
    }

    /** What a log holds, for a look at it that changes nothing. */
    public static LogContent look(Path folder) throws IOException {
        LogScan scan = LogScan.of(folder, 0);
        return new LogContent(
                scan.index().first(), scan.index().end(), scan.index().gaps(), scan.problems());
    }

    /** The first event of a log, by the names of its files alone; 0 for one that is not there. */
    public static long firstOffset(Path folder) throws IOException {
        List<SegmentFile> segments = SegmentFile.in(folder);
        return segments.isEmpty() ? 0 : segments.get(0).firstOffset();
    }

    /** What it held when it was opened. */
    public LogContent content() {
        return new LogContent(index.first(), index.end(), index.gaps(), scan.problems());
    }

    /**
     * Cuts off a torn tail and begins to take events.
     *
     * @param next the least offset that the next event may get: where the stream goes on
     * @param forceSeconds hears how long each write took until it was on the disk, in seconds
     */
    public void begin(long next, DoubleConsumer forceSeconds) throws IOException {
        makeWhole();
        SegmentWriter writer = new SegmentWriter(folder, options.segmentBytes(), opener);
        long offset = Math.max(next, index.end());
        SegmentFile begun = writer.begin(offset);
        requireAlone(begun, writer);
        index.begin(begun, offset, SegmentFile.START);
        GroupCommit started = new GroupCommit(writer, index, scan.ids(), options, forceSeconds);
        commit = started;
        started.start();
        current = this;
    }

    /** From here on another driver sees this segment and takes nothing more; what it took since the scan was not read. */
    private void requireAlone(SegmentFile begun, SegmentWriter writer) throws IOException {
        SegmentFile newest = scan.newest();
        if (newest != null && !newest.path().equals(begun.path()) && Files.size(newest.path()) != scan.wholeBytes()) {
            writer.close();
            Files.delete(begun.path());
            throw anotherWrites(newest);
        }
    }

    private JobException anotherWrites(SegmentFile newest) {
        return JobException.temporary(
                "another driver writes to " + folder + ": " + newest.path().getFileName() + " grew after it was read",
                "all that was answered with 202; nothing was changed",
                "end the other driver, then start again");
    }

    private void makeWhole() throws IOException {
        SegmentFile newest = scan.newest();
        if (newest == null) {
            return;
        }
        if (Files.size(newest.path()) != scan.wholeBytes() + scan.tornBytes()) {
            throw anotherWrites(newest);
        }
        try (LogFile file = opener.open(newest.path())) {
            if (scan.tornBytes() > 0) {
                LOG.warn(
                        "The last write was cut short: {} bytes at the end of {} are removed; nobody was told that"
                                + " they are safe",
                        scan.tornBytes(),
                        newest.path().getFileName());
                file.truncate(scan.wholeBytes());
            }
            // A killed driver wrote it, and it may not be on the disk yet.
            file.force();
        }
    }

    /** The one that this JVM's stream reads; fails before {@link #begin}. */
    public static EventLog current() {
        EventLog log = current;
        if (log == null) {
            throw new IllegalStateException("no write-ahead log is open in this driver");
        }
        return log;
    }

    /**
     * Takes the events of one request, all or none.
     *
     * @return done when they and all that they are duplicates of are on the disk for good; fails with {@link
     *     LogUnavailableException} when nothing of it was taken
     */
    public CompletableFuture<Appended> append(List<NewEvent> events) {
        GroupCommit started = commit;
        return started == null
                ? CompletableFuture.failedFuture(new LogUnavailableException("the log is not open yet", null))
                : started.append(events);
    }

    /** Whether events can be taken, as far as is known. */
    public boolean isWritable() {
        GroupCommit started = commit;
        return started != null && started.isWritable();
    }

    /** Why no event can be taken any more by this driver, however long it runs; empty while that is not so. */
    public Optional<String> ended() {
        GroupCommit started = commit;
        return started == null ? Optional.empty() : started.ended();
    }

    /** The first event that is there. */
    public long first() {
        return index.first();
    }

    /** The offset after the last event that is on the disk for good. */
    public long end() {
        return index.end();
    }

    /** The bytes of the events from that one on. */
    public long bytesFrom(long offset) {
        return index.bytesFrom(offset);
    }

    /** What tasks read of a range, in about so many slices. */
    public List<LogSlice> slices(long from, long until, int count) {
        return index.slices(from, until, count);
    }

    /** The least offset whose id is remembered. */
    public long windowStart() {
        return Math.max(0, index.end() - options.dedupWindow());
    }

    /** Whether {@link #removeBefore} would remove anything. */
    public boolean canRemoveBefore(long offset) {
        return !index.filesBefore(Math.min(offset, windowStart())).isEmpty();
    }

    /**
     * Removes segments of which nothing is needed any more.
     *
     * @param needed the least offset that anybody may read again; what the ids are rebuilt from stays, too
     */
    public void removeBefore(long needed) throws IOException {
        for (Map.Entry<Path, Long> old :
                index.filesBefore(Math.min(needed, windowStart())).entrySet()) {
            LOG.info(
                    "Removing segment {} of the write-ahead log: no checkpoint or savepoint reads before {}, and the"
                            + " ids of the events before {} need not be remembered",
                    old.getKey().getFileName(),
                    needed,
                    windowStart());
            index.forget(old.getKey());
            Files.deleteIfExists(old.getKey());
        }
    }

    /** Writes what was handed in, and ends. */
    @Override
    public void close() throws IOException {
        GroupCommit started = commit;
        if (started != null) {
            started.close();
        }
        lock.close();
    }
}
