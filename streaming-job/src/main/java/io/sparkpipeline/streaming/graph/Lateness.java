package io.sparkpipeline.streaming.graph;

import io.sparkpipeline.streaming.event.BadEventException;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Whether an event comes too late for its group. That is told by the record alone, by when it was recorded, so that every
 * time that a record is read it is told the same, whatever batch it is in then.
 */
final class Lateness {

    private static final int REMEMBERED = 1_000;

    /** Beyond these two a time has no milliseconds. */
    private static final Instant FIRST = Instant.ofEpochMilli(Long.MIN_VALUE);

    private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private static final String LATE = "late: recorded after its group had expired";
    private static final String OUT_OF_ORDER = "late: recorded in time, but read after its group was let go";

    private final EventPipeline<?> pipeline;
    private final long horizon;
    private final Arrivals arrivals;
    private final Map<String, Long> expiries = new HashMap<>();
    private final boolean hasEnds;
    private int partition = -1;
    private long newest;

    /**
     * That of one task.
     *
     * @param horizon groups that expired before may be let go; milliseconds since 1970
     */
    Lateness(EventPipeline<?> pipeline, long horizon, Arrivals arrivals) {
        this.pipeline = pipeline;
        this.horizon = horizon;
        this.arrivals = arrivals;
        this.hasEnds = Pipelines.hasEnds(pipeline);
    }

    /** Notes a record, good or bad. */
    void seen(ConsumerRecord<?, ?> record) {
        if (hasEnds && (record.timestamp() > newest || record.partition() != partition)) {
            partition = record.partition();
            newest = record.timestamp();
            arrivals.recorded(partition, newest);
        }
    }

    /**
     * Checks an event.
     *
     * @throws BadEventException when it comes too late
     */
    void check(String group, ConsumerRecord<?, ?> record) throws BadEventException {
        if (!hasEnds) {
            return;
        }
        long expiry = expiry(group);
        if (record.timestamp() > expiry) {
            arrivals.add(1L);
            throw new BadEventException(LATE);
        }
        if (expiry < horizon) {
            arrivals.add(1L);
            throw new BadEventException(OUT_OF_ORDER);
        }
    }

    /** Events come in the groups that those before them came in. */
    private long expiry(String group) {
        Long known = expiries.get(group);
        if (known == null) {
            if (expiries.size() >= REMEMBERED) {
                expiries.clear();
            }
            known = of(pipeline, group);
            expiries.put(group, known);
        }
        return known;
    }

    /** When a group expires; milliseconds since 1970, the largest number for never. */
    static long of(EventPipeline<?> pipeline, String group) {
        Instant expires = pipeline.expires(group);
        if (expires == null || !expires.isBefore(LAST)) {
            return Long.MAX_VALUE;
        }
        return expires.isAfter(FIRST) ? expires.toEpochMilli() : Long.MIN_VALUE;
    }
}
