package io.sparkpipeline.common.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 30m}, {@code 12h}, {@code 7d}. */
public final class Durations implements ITypeConverter<Duration> {

    /** A hundred years: in nanoseconds it still fits a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when the text is no duration
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no duration: a whole number and ms, s, m, h or d, such as 10s or 7d");
        }
        Duration duration = of(Long.parseLong(form.group(1)), form.group(2));
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is too long: at most 36500d");
        }
        return duration;
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** The shortest exact form, which {@link #parse} reads back. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds != 0 && seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds != 0 && seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        if (seconds != 0 && seconds % 60 == 0) {
            return seconds / 60 + "m";
        }
        return seconds + "s";
    }

    /**
     * Its two largest units of days, hours, minutes and seconds, the second one cut off: {@code 3d 4h}.
     *
     * @param between what stands between them
     */
    public static String age(Duration age, String between) {
        if (age.toDays() > 0) {
            return age.toDays() + "d" + between + age.toHoursPart() + "h";
        }
        return age.toHours() > 0
                ? age.toHours() + "h" + between + age.toMinutesPart() + "m"
                : age.toMinutes() + "m" + between + Math.max(0, age.toSecondsPart()) + "s";
    }

    /** Seconds with their fraction, for reports and metrics. */
    public static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    @Override
    public Duration convert(String value) {
        try {
            return parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
