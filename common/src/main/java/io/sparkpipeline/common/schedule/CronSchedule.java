package io.sparkpipeline.common.schedule;

import com.cronutils.mapper.CronMapper;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.TriggerBuilder;

/**
 * A schedule in the five-field cron of Kubernetes manifests, in UTC: minute, hour, day of month, month, day of week. As
 * in a CronJob, a schedule that restricts both the day of month and the day of week fires when either matches.
 *
 * @param text the five fields, one blank apart
 */
public record CronSchedule(String text) {

    private static final List<String> FIELDS = List.of("minute", "hour", "day of month", "month", "day of week");
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /**
     * Checks each field.
     *
     * @throws IllegalArgumentException that names every field which is wrong, or says that the schedule never fires
     */
    public CronSchedule {
        text = String.join(" ", fields(text));
        if (triggers(text).stream().allMatch(trigger -> trigger.getFireTimeAfter(Date.from(Instant.EPOCH)) == null)) {
            throw new IllegalArgumentException("'" + text + "' never fires: no such day exists");
        }
    }

    /** What is wrong with a text; empty where it is a schedule. */
    public static Optional<String> problemOf(String text) {
        try {
            var unused = new CronSchedule(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The first firing after the given time, which it is never equal to; empty when there is none any more. */
    public Optional<Instant> next(Instant after) {
        return triggers().stream()
                .map(trigger -> trigger.getFireTimeAfter(Date.from(after)))
                .filter(time -> time != null)
                .map(Date::toInstant)
                .min(Instant::compareTo);
    }

    /** Triggers whose firings together are this schedule's; two of them can fire at the same time. */
    List<CronTrigger> triggers() {
        return triggers(text);
    }

    private static List<CronTrigger> triggers(String text) {
        String[] fields = text.split(" ", -1);
        if (fields[DAY_OF_MONTH].equals("*") || fields[DAY_OF_WEEK].equals("*")) {
            return List.of(trigger(text));
        }
        // Quartz takes only one of the two days, so that the union of both is two triggers.
        return List.of(trigger(only(fields, DAY_OF_MONTH)), trigger(only(fields, DAY_OF_WEEK)));
    }

    private static String only(String[] fields, int day) {
        String[] copy = fields.clone();
        copy[day == DAY_OF_MONTH ? DAY_OF_WEEK : DAY_OF_MONTH] = "*";
        return String.join(" ", copy);
    }

    private static CronTrigger trigger(String unix) {
        String quartz = CronMapper.fromUnixToQuartz().map(PARSER.parse(unix)).asString();
        return TriggerBuilder.newTrigger()
                .startAt(Date.from(Instant.EPOCH))
                .withSchedule(CronScheduleBuilder.cronSchedule(quartz)
                        .inTimeZone(TimeZone.getTimeZone("UTC"))
                        .withMisfireHandlingInstructionFireAndProceed())
                .build();
    }

    private static List<String> fields(String text) {
        List<String> fields = Arrays.asList(text.trim().split("\\s+"));
        if (fields.size() != FIELDS.size()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no schedule: " + fields.size()
                            + " fields instead of the five 'minute hour day-of-month month day-of-week', such as '0 */6 * * *'");
        }
        List<String> problems = IntStream.range(0, FIELDS.size())
                .mapToObj(i -> problem(i, fields.get(i)))
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("'" + text.trim() + "' is no schedule: " + String.join("; ", problems));
        }
        return fields;
    }

    private static Optional<String> problem(int index, String field) {
        String[] alone = {"*", "*", "*", "*", "*"};
        alone[index] = field;
        try {
            PARSER.parse(String.join(" ", alone)).validate();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage()).replace("Failed to parse cron expression. ", "");
            return Optional.of("the " + FIELDS.get(index) + " '" + field + "' is wrong (" + why + ")");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
