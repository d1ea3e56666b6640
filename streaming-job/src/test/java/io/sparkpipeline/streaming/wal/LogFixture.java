package io.sparkpipeline.streaming.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens, fills and reads logs. */
final class LogFixture {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private LogFixture() {}

    static LogOptions options(long window, long segmentBytes) {
        return new LogOptions(window, true, segmentBytes, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    static EventLog open(Path folder) throws IOException {
        return open(folder, options(1_000, 1 << 20), LogFile::open);
    }

    static EventLog open(Path folder, LogOptions options, LogFile.Opener opener) throws IOException {
        EventLog log = EventLog.open(folder, options, java.time.Duration.ofSeconds(5), opener);
        log.begin(0, seconds -> {});
        return log;
    }

    /** Events with these ids, which are their payloads, too. */
    static List<NewEvent> events(String... ids) {
        return Arrays.stream(ids)
                .map(id -> new NewEvent(id.getBytes(UTF_8), IdHash.of(id)))
                .toList();
    }

    /** Hands in a request and waits for its answer. */
    static Appended append(EventLog log, String... ids) throws Exception {
        return log.append(events(ids)).get(20, TimeUnit.SECONDS);
    }

    /** All payloads, in the order of their offsets. */
    static List<String> payloads(EventLog log) {
        return payloads(log, log.first(), log.end(), 1);
    }

    static List<String> payloads(EventLog log, long from, long until, int slices) {
        List<String> found = new ArrayList<>();
        for (LogSlice slice : log.slices(from, until, slices)) {
            try (SliceReader reader = new SliceReader(slice)) {
                reader.forEachRemaining(event -> found.add(new String(event.payload(), UTF_8)));
            }
        }
        return found;
    }

    /** The segments, oldest first. */
    static List<Path> segments(Path folder) throws IOException {
        return SegmentFile.in(folder).stream().map(SegmentFile::path).toList();
    }
}
