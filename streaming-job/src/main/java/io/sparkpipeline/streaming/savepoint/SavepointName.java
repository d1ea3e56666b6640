package io.sparkpipeline.streaming.savepoint;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the folder of a savepoint is called: {@code <time>}, and {@code <time>-<number>} where others of that time were there.
 * In the order in which they were written, which the text alone does not give: the tenth would come before the second.
 *
 * @param time of the batch; of a folder with any other name the whole of it
 * @param number from 1 on, 0 for none
 */
record SavepointName(String time, int number) implements Comparable<SavepointName> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern NUMBERED = Pattern.compile("(.*Z)-([1-9]\\d{0,8})");
    private static final Comparator<SavepointName> AS_WRITTEN =
            Comparator.comparing(SavepointName::time).thenComparingInt(SavepointName::number);

    static SavepointName of(Instant batchTime) {
        return new SavepointName(TIME.format(batchTime), 0);
    }

    static SavepointName of(Path folder) {
        String name = folder.getFileName().toString();
        Matcher numbered = NUMBERED.matcher(name);
        return numbered.matches()
                ? new SavepointName(numbered.group(1), Integer.parseInt(numbered.group(2)))
                : new SavepointName(name, 0);
    }

    /** The name of another one of that time. */
    SavepointName next() {
        return new SavepointName(time, number + 1);
    }

    @Override
    public int compareTo(SavepointName other) {
        return AS_WRITTEN.compare(this, other);
    }

    @Override
    public String toString() {
        return number == 0 ? time : time + "-" + number;
    }
}
