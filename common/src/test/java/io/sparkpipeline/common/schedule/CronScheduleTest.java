package io.sparkpipeline.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 */6 * * *  | 2026-11-22T10:00:00Z | 2026-11-22T12:00:00Z",
                "0 */12 * * * | 2026-11-22T12:00:00Z | 2026-11-23T00:00:00Z",
                "30 3 1 * *   | 2026-11-22T10:00:00Z | 2026-12-01T03:30:00Z",
                "0 0 * * 0    | 2026-11-22T00:00:00Z | 2026-11-29T00:00:00Z",
                "0 0 * * 7    | 2026-11-23T00:00:00Z | 2026-11-29T00:00:00Z",
                "0 0 * * 5-7  | 2026-11-26T00:00:00Z | 2026-11-27T00:00:00Z",
                "0 9 * * mon-fri | 2026-11-20T10:00:00Z | 2026-11-23T09:00:00Z",
                "0 0 13 * 5   | 2026-11-22T00:00:00Z | 2026-11-27T00:00:00Z",
                "0 0 24 * 5   | 2026-11-22T00:00:00Z | 2026-11-24T00:00:00Z",
                "0 0 29 2 *   | 2026-11-22T00:00:00Z | 2028-02-29T00:00:00Z",
                "*/15 * * jan * | 2026-11-22T00:00:00Z | 2027-01-01T00:00:00Z",
            })
    void nextFiringIsThatOfACronJobInUtc(String cron, Instant after, Instant next) {
        assertThat(new CronSchedule(cron).next(after)).contains(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "61 * * * *  | the minute '61' is wrong",
                "0 24 * * *  | the hour '24' is wrong",
                "0 0 0 * *   | the day of month '0' is wrong",
                "0 0 * 13 *  | the month '13' is wrong",
                "0 0 * * 8   | the day of week '8' is wrong",
                "a b * * *   | the minute 'a' is wrong",
                "a b * * *   | the hour 'b' is wrong",
                "*/0 * * * * | the minute '*/0' is wrong",
                "0 0 * * ?   | the day of week '?' is wrong",
                "* * * *     | 4 fields instead of the five",
                "0 0 0 * * ? | 6 fields instead of the five",
                "@daily      | 1 fields instead of the five",
                "0 0 31 2 *  | never fires",
            })
    void whatIsWrongIsNamed(String cron, String message) {
        assertThatThrownBy(() -> new CronSchedule(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(cron);
    }

    @Test
    void blanksBetweenFieldsDoNotMatter() {
        assertThat(new CronSchedule("  0   */6 * *\t*")).isEqualTo(new CronSchedule("0 */6 * * *"));
    }

    /** The rule of crontab(5), written down without the library: either day matches when both are restricted. */
    @Property(tries = 150)
    void agreesWithTheRuleOfCrontab(
            @ForAll @IntRange(max = 59) int minute,
            @ForAll @Size(min = 1, max = 3) Set<@IntRange(max = 23) Integer> hours,
            @ForAll @Size(max = 3) Set<@IntRange(min = 1, max = 28) Integer> days,
            @ForAll @Size(max = 3) Set<@IntRange(max = 7) Integer> weekdays,
            @ForAll @IntRange(max = 600_000) int minutesLater) {
        Instant after = Instant.parse("2026-11-22T10:17:23Z").plus(Duration.ofMinutes(minutesLater));
        CronSchedule schedule =
                new CronSchedule(String.join(" ", "" + minute, list(hours), list(days), "*", list(weekdays)));

        ZonedDateTime time = after.atZone(ZoneOffset.UTC).withSecond(0).withMinute(minute);
        while (!time.toInstant().isAfter(after)
                || !hours.contains(time.getHour())
                || !dayMatches(time, days, weekdays)) {
            time = time.plusHours(1);
        }
        assertThat(schedule.next(after)).contains(time.toInstant());
    }

    private static boolean dayMatches(ZonedDateTime time, Set<Integer> days, Set<Integer> weekdays) {
        boolean day = days.contains(time.getDayOfMonth());
        DayOfWeek of = time.getDayOfWeek();
        boolean weekday = weekdays.contains(of.getValue()) || (of == DayOfWeek.SUNDAY && weekdays.contains(0));
        if (days.isEmpty() || weekdays.isEmpty()) {
            return (days.isEmpty() || day) && (weekdays.isEmpty() || weekday);
        }
        return day || weekday;
    }

    private static String list(Set<Integer> values) {
        List<Integer> sorted = List.copyOf(new TreeSet<>(values));
        return sorted.isEmpty() ? "*" : sorted.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
