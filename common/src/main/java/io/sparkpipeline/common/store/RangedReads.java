package io.sparkpipeline.common.store;

import java.io.InputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Opens objects to be read from end to end. A large one is read by several connections, of which S3 gives each some 85 to
 * 90 MB a second (Amazon's performance guidelines for S3): they fetch ranges ahead of the reader into buffers, which all
 * objects of a run share. An object that finds no buffer free is read as it comes: no reader ever waits for another.
 */
public final class RangedReads implements AutoCloseable {

    private static final int RANGE = 4 << 20;

    /** An object with fewer ranges is read as it comes; so are that many at once when no buffer is free. */
    static final int MANY = 16;

    private final ObjectReader store;
    private final int range;
    private final int most;
    private final AtomicInteger made = new AtomicInteger();
    private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "range");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * For tests, with ranges that are not megabytes.
     *
     * @param range in bytes; an object with less than {@link #MANY} of them is read as it comes
     * @param most the number of buffers of that size
     */
    RangedReads(ObjectReader store, int range, int most) {
        this.store = store;
        this.range = range;
        this.most = most;
    }

    /**
     * With as many ranges on the way for one object as there may be objects; none for one. The buffers take up to half of
     * the heap, 4 MiB each.
     *
     * @param parallelism the number of objects that are read at the same time
     */
    public static RangedReads of(ObjectReader store, int parallelism) {
        long fitting = Runtime.getRuntime().maxMemory() / 2 / RANGE;
        // One more, which the reader has in hand.
        return new RangedReads(store, RANGE, parallelism == 1 ? 0 : (int) Math.min(parallelism + 1, fitting));
    }

    /**
     * The object's facts and bytes; fails with {@link StoreException.Kind#NOT_FOUND} where there is none.
     *
     * @param size that the caller expects, in bytes; the object may have another
     */
    public ObjectContent open(String key, long size) {
        if (most == 0 || size / MANY < range) {
            return store.open(key);
        }
        ObjectInfo info = store.head(key)
                .orElseThrow(() -> new StoreException(StoreException.Kind.NOT_FOUND, key + " is not there", null));
        return new ObjectContent(info, new RangedStream(this, info, range));
    }

    /** The bytes of a range as they come, for one who can't wait for a buffer. */
    InputStream direct(ObjectInfo object, long from, long until) {
        return store.open(object, from, until);
    }

    /** Begins to fetch a range; nothing when no buffer is free. */
    @Nullable
    Range ahead(ObjectInfo object, long from, long until) {
        byte[] buffer = free.poll();
        if (buffer == null) {
            if (made.getAndUpdate(count -> Math.min(count + 1, most)) >= most) {
                return null;
            }
            buffer = new byte[range];
        }
        return new Range(store, object, from, (int) (until - from), buffer, free::add).fetch(threads);
    }

    /** For tests: how many of the buffers made nobody has. */
    int buffersFree() {
        return free.size();
    }

    /** Ends what is still on the way; never fails. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
