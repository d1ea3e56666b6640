package io.sparkpipeline.common.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A backup's name: the second in which it was begun, in UTC, and four hex digits that keep two of one second apart. As
 * text, ids sort by time.
 *
 * @param text such as {@code 20261122T100000Z-3fa9}
 */
public record BackupId(String text) implements Comparable<BackupId> {

    private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{4}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public BackupId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no backup id, such as 20261122T100000Z-3fa9");
        }
        try {
            timeOf(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no backup id: it holds no date and time", e);
        }
    }

    /** A new one for the given time. */
    public static BackupId create(Instant time, RandomGenerator random) {
        return new BackupId(TIME.format(time) + String.format(Locale.ROOT, "-%04x", random.nextInt(0x10000)));
    }

    /** Empty when the text is none. */
    public static Optional<BackupId> parse(String text) {
        try {
            return Optional.of(new BackupId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The second in which it was begun, by its maker's clock. */
    public Instant time() {
        return timeOf(text);
    }

    private static Instant timeOf(String text) {
        return LocalDateTime.parse(text.substring(0, 16), TIME).toInstant(ZoneOffset.UTC);
    }

    @Override
    public int compareTo(BackupId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
