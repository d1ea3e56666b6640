package io.sparkpipeline.streaming.http;

import io.sparkpipeline.streaming.wal.Appended;
import io.sparkpipeline.streaming.wal.NewEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log in memory, whose disk answers when the test says so. */
final class FakeSink implements EventSink {

    final List<String> taken = new CopyOnWriteArrayList<>();
    final List<CompletableFuture<Appended>> held = new CopyOnWriteArrayList<>();
    volatile boolean holds;
    volatile boolean writable = true;
    volatile long backlog;
    volatile long backlogBytes;

    @Override
    public CompletableFuture<Appended> append(List<NewEvent> events) {
        if (!writable) {
            return CompletableFuture.failedFuture(new java.io.IOException("read-only"));
        }
        events.forEach(event -> taken.add(new String(event.payload(), StandardCharsets.UTF_8)));
        CompletableFuture<Appended> answer = new CompletableFuture<>();
        if (holds) {
            held.add(answer);
        } else {
            answer.complete(new Appended(events.size(), 0));
        }
        return answer;
    }

    void release() {
        held.forEach(answer -> answer.complete(new Appended(1, 0)));
        held.clear();
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public long end() {
        return backlog;
    }

    @Override
    public long bytesFrom(long offset) {
        return backlogBytes;
    }
}
