package io.sparkpipeline.streaming.http;

import io.sparkpipeline.streaming.wal.Appended;
import io.sparkpipeline.streaming.wal.NewEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where accepted events go: what the edge needs of the write-ahead log. */
public interface EventSink {

    /** Takes the events of a request, all or none; done when they are safe. */
    CompletableFuture<Appended> append(List<NewEvent> events);

    /** Whether events can be taken, as far as is known. */
    boolean isWritable();

    /** The offset after the last event. */
    long end();

    /** The bytes of the events from that one on. */
    long bytesFrom(long offset);
}
