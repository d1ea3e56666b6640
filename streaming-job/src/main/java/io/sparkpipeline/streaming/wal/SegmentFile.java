package io.sparkpipeline.streaming.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of the log: {@code <first offset, 20 digits>.log}, a header and frames. Only the newest one is ever written to.
 *
 * @param path the file
 * @param firstOffset the offset of its first event
 */
record SegmentFile(Path path, long firstOffset) {

    /** Name of the format and its version. */
    private static final byte[] HEADER = "SPLOG001".getBytes(StandardCharsets.US_ASCII);

    /** Where its first frame begins: after the header and the first offset once more. */
    static final int START = HEADER.length + 8;

    private static final Pattern NAME = Pattern.compile("(\\d{20})\\.log");

    static SegmentFile of(Path folder, long firstOffset) {
        return new SegmentFile(folder.resolve(String.format(Locale.ROOT, "%020d.log", firstOffset)), firstOffset);
    }

    /** All of a folder in the order of their offsets; none where the folder is not there. */
    static List<SegmentFile> in(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(SegmentFile::named)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(SegmentFile::firstOffset))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Optional<SegmentFile> named(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? Optional.of(new SegmentFile(path, Long.parseLong(name.group(1)))) : Optional.empty();
    }

    /** What it begins with. */
    ByteBuffer header() {
        return ByteBuffer.allocate(START).put(HEADER).putLong(firstOffset).flip();
    }

    /** Whether it begins as it should. */
    boolean hasHeader() throws IOException {
        ByteBuffer found = ByteBuffer.allocate(START);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (found.hasRemaining() && channel.read(found) >= 0) {
                // until it is full or the file at its end
            }
        }
        return found.flip().equals(header());
    }
}
