package io.sparkpipeline.streaming.wal;

import static io.sparkpipeline.streaming.wal.LogFixture.append;
import static io.sparkpipeline.streaming.wal.LogFixture.open;
import static io.sparkpipeline.streaming.wal.LogFixture.options;
import static io.sparkpipeline.streaming.wal.LogFixture.payloads;
import static io.sparkpipeline.streaming.wal.LogFixture.segments;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.streaming.wal.LogContent.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash or a disk does to a log. */
class DamagedLogTest {

    @TempDir
    Path volume;

    /** Three requests in one segment; its bytes, and where the last request begins. */
    private byte[] written(Path folder) throws Exception {
        try (EventLog log = open(folder)) {
            append(log, "a", "b");
            append(log, "c");
            append(log, "d", "e");
        }
        return Files.readAllBytes(segments(folder).get(0));
    }

    private static int lastFrame(byte[] bytes) {
        int at = bytes.length - 4;
        while (bytes[at] != 0x00 || bytes[at + 1] != (byte) 0xFF || bytes[at + 2] != 0x57 || bytes[at + 3] != 0x41) {
            at--;
        }
        return at;
    }

    private Path folderWith(String name, byte[] segment) throws IOException {
        Path folder = Files.createDirectories(volume.resolve(name));
        Files.write(SegmentFile.of(folder, 0).path(), segment);
        return folder;
    }

    @Test
    void aTailTornAtAnyByteIsCutOffAndTheWholeRequestsBeforeItStay() throws Exception {
        byte[] bytes = written(volume.resolve("log"));
        int last = lastFrame(bytes);
        for (int length = last; length < bytes.length; length++) {
            Path folder = folderWith("torn-" + length, Arrays.copyOf(bytes, length));
            try (EventLog log = open(folder)) {
                assertThat(log.content().problems()).isEmpty();
                assertThat(payloads(log)).containsExactly("a", "b", "c");
                // The request that was cut is sent again: none of it counts as a duplicate.
                assertThat(append(log, "d", "e", "c")).isEqualTo(new Appended(2, 1));
                assertThat(payloads(log)).containsExactly("a", "b", "c", "d", "e");
            }
            try (EventLog log = open(folder)) {
                assertThat(payloads(log)).containsExactly("a", "b", "c", "d", "e");
            }
        }
    }

    @Test
    void aTailOfZerosOrOfAnotherFilesBytesIsCutOff() throws Exception {
        byte[] bytes = written(volume.resolve("log"));
        int last = lastFrame(bytes);
        byte[] zeros = bytes.clone();
        Arrays.fill(zeros, last, zeros.length, (byte) 0);
        byte[] foreign = bytes.clone();
        Arrays.fill(foreign, last + 12, foreign.length, (byte) 'x');
        for (byte[] tail : List.of(zeros, foreign)) {
            try (EventLog log = open(folderWith("tail-" + tail[last + 20], tail))) {
                assertThat(payloads(log)).containsExactly("a", "b", "c");
                assertThat(log.content().gaps()).isEmpty();
            }
        }
    }

    @Test
    void aSegmentThatDiedWhileItWasMadeIsMadeAnew() throws Exception {
        Path folder = volume.resolve("log");
        written(folder);
        for (int length = 0; length < SegmentFile.START; length += 5) {
            Path newest = SegmentFile.of(folder, 5).path();
            Files.write(newest, Arrays.copyOf(SegmentFile.of(folder, 5).header().array(), length));
            try (EventLog log = open(folder)) {
                assertThat(log.content().problems()).isEmpty();
                assertThat(payloads(log)).containsExactly("a", "b", "c", "d", "e");
            }
        }
    }

    @Test
    void aFlippedBitAnywhereBeforeTheTailIsToldAndOnlyItsRequestIsMissing() throws Exception {
        byte[] bytes = written(volume.resolve("log"));
        for (int at = SegmentFile.START; at < lastFrame(bytes); at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x10;
            Path folder = folderWith("bit-" + at, damaged);
            LogContent content = EventLog.look(folder);
            assertThat(content.problems()).as("byte %d", at).isNotEmpty();
            assertThat(content.end()).isEqualTo(5);
            assertThat(content.gaps()).hasSize(content.first() > 0 ? 0 : 1);
            try (EventLog log = open(folder)) {
                assertThat(payloads(log)).isIn(List.of("c", "d", "e"), List.of("a", "b", "d", "e"));
            }
        }
    }

    @Test
    void aDamagedEndOfAnOlderSegmentAndAMissingOneAreGaps() throws Exception {
        Path folder = volume.resolve("log");
        try (EventLog log = open(folder, options(100, 60), LogFile::open)) {
            for (String id : List.of("a", "b", "c", "d")) {
                append(log, id);
            }
        }
        List<Path> segments = segments(folder);
        byte[] second = Files.readAllBytes(segments.get(1));
        Files.write(segments.get(1), Arrays.copyOf(second, second.length - 1));
        assertThat(EventLog.look(folder).gaps()).containsExactly(new Gap(1, 2));
        Files.delete(segments.get(1));
        assertThat(EventLog.look(folder).gaps()).containsExactly(new Gap(1, 2));
        try (EventLog log = open(folder)) {
            assertThat(payloads(log)).containsExactly("a", "c", "d");
        }
    }

    @Test
    void aPayloadThatLooksLikeAFrameIsNotTakenForOne() throws Exception {
        Path folder = volume.resolve("log");
        String inner = new String(
                Frame.encode(1, 0, LogFixture.events("fake")).array(), java.nio.charset.StandardCharsets.ISO_8859_1);
        try (EventLog log = open(folder)) {
            append(log, "a");
            append(log, "b" + inner);
        }
        Path segment = segments(folder).get(0);
        byte[] bytes = Files.readAllBytes(segment);
        // In UTF-8 the 0xFF of the magic is two bytes: no JSON text can hold it.
        bytes[SegmentFile.START + 30] ^= 1;
        Files.write(segment, bytes);
        assertThat(EventLog.look(folder).end()).isEqualTo(2);
        try (EventLog log = open(folder)) {
            assertThat(payloads(log)).noneMatch(payload -> payload.equals("fake"));
        }
    }
}
