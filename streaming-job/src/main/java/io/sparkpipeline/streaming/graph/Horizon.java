package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.run.BatchOffsets;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.streaming.kafka010.OffsetRange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time up to which all that was recorded is counted. A group that expired before it gets no more events, and is let go.
 *
 * <p>Each batch is planned with the horizon as it is then. Those of the last batches are part of the graph and come back
 * with its checkpoint: a recovery goes on with the one that its state was made with, so that what was let go stays so.
 * One in a JVM, as the streaming context.
 */
public final class Horizon implements Serializable {

    private static final Logger LOG = LoggerFactory.getLogger(Horizon.class);
    private static final long serialVersionUID = 1L;

    /** By so much records may be older than others that were read before them: producers' clocks, retries. */
    static final Duration DISORDER = Duration.ofMinutes(10);

    /** A partition that was read to its end for so long holds the others up no longer. */
    static final Duration IDLE = Duration.ofMinutes(1);

    /** So many horizons; the batches that wait for one another all have the same. A checkpoint's state is not older. */
    private static final int REMEMBERED = 64;

    private static volatile Horizon current = new Horizon(Long.MIN_VALUE);

    private final TreeMap<Long, Long> byBatch = new TreeMap<>();
    private transient Map<Long, Arrivals> underWay = new HashMap<>();
    private transient Map<Integer, Long> newest = new HashMap<>();
    private transient Map<Integer, Long> idleSince = new HashMap<>();
    private transient long time;
    private transient long late;
    private transient long letGo;

    Horizon(long time) {
        this.time = time;
        byBatch.put(Long.MIN_VALUE, time);
    }

    /** That of this JVM. */
    public static Horizon current() {
        return current;
    }

    /** A new one for a new graph, from where a savepoint's was; the least number for none. */
    static Horizon begin(long time) {
        Horizon begun = new Horizon(time);
        current = begun;
        return begun;
    }

    /** Goes back to the batch of a checkpoint's state. */
    public synchronized void rewind(long batch) {
        time = byBatch.floorEntry(batch).getValue();
        byBatch.clear();
        byBatch.put(Long.MIN_VALUE, time);
    }

    /** Milliseconds since 1970. */
    synchronized long time() {
        return time;
    }

    /** Events that came too late, in this run. */
    public synchronized long late() {
        return late;
    }

    /** Groups let go in this run. */
    public synchronized long letGo() {
        return letGo;
    }

    /** That of a batch that was planned. */
    synchronized long of(long batch) {
        return byBatch.floorEntry(batch).getValue();
    }

    /** The tally of a batch that was planned and is not complete; null for others. */
    synchronized @Nullable Arrivals arrivals(long batch) {
        return underWay.get(batch);
    }

    /** The horizon of a batch that is planned now. */
    synchronized long plan(long batch, Arrivals arrivals) {
        underWay.put(batch, arrivals);
        if (byBatch.lastEntry().getValue() != time) {
            byBatch.put(batch, time);
        }
        while (byBatch.size() > REMEMBERED) {
            // It becomes that of all before it: with a lower one, what was let go would begin anew.
            byBatch.put(Long.MIN_VALUE, byBatch.remove(byBatch.higherKey(Long.MIN_VALUE)));
        }
        return time;
    }

    /** Notes that a batch's output is out. */
    synchronized void completed(long batch, BatchOffsets offsets) {
        Arrivals arrivals = underWay.remove(batch);
        if (arrivals == null) {
            return;
        }
        late += arrivals.late();
        if (arrivals.letGo() > 0) {
            LOG.info("Let go of {} groups that have expired", arrivals.letGo());
            letGo += arrivals.letGo();
        }
        // A clock that is ahead of ours, by years even, must not let go what is needed.
        arrivals.newest()
                .forEach((partition, recorded) -> newest.merge(partition, Math.min(recorded, batch), Math::max));
        // An empty batch may be one that waits for others; of one that is not, an empty partition has nothing.
        if (offsets.records() > 0) {
            advance(batch, offsets);
        }
    }

    private void advance(long batch, BatchOffsets offsets) {
        long least = Long.MAX_VALUE;
        for (OffsetRange range : offsets.ranges()) {
            int partition = range.partition();
            if (range.count() > 0) {
                idleSince.remove(partition);
            } else if (batch - idleSince.computeIfAbsent(partition, p -> batch) >= IDLE.toMillis()) {
                continue;
            }
            least = Math.min(least, newest.getOrDefault(partition, Long.MIN_VALUE));
        }
        if (least != Long.MAX_VALUE && least != Long.MIN_VALUE) {
            time = Math.max(time, least - DISORDER.toMillis());
        }
    }

    private synchronized void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        underWay = new HashMap<>();
        newest = new HashMap<>();
        idleSince = new HashMap<>();
        time = byBatch.lastEntry().getValue();
        current = this;
    }
}
