package io.sparkpipeline.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names snapshots after their claim and scheduled minute, or the Job that was made by hand, so that a rerun finds what
 * was begun. All are at most 63 characters, so that they fit in a label too.
 */
final class SnapshotNames {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyyMMddHHmm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LIMIT = 63;
    private static final int TIME = 13;
    private static final int HASH = 9;

    /** {@code <cronjob>-<minutes since 1970>} (cronjob_controllerv2.go, getJobName). */
    private static final Pattern CRON_JOB_RUN = Pattern.compile(".*-(\\d{8,9})");

    /** Digits that mean a time before this are none of a CronJob: a date, such as 20261122, would be in 2008. */
    private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

    private static final Duration AHEAD = Duration.ofDays(366);

    private SnapshotNames() {}

    /** {@code <pvc>-<yyyyMMddHHmm>} in UTC; a long claim name is cut and made unique again by a hash. */
    static String of(String pvc, Instant scheduledTime) {
        return shortened(pvc) + "-" + MINUTE.format(scheduledTime);
    }

    /** {@code <pvc>-<12 hexadecimal digits>}, the same for all pods of one Job and other for every other Job. */
    static String ofJob(String pvc, String jobUid) {
        return shortened(pvc) + "-" + sha256(jobUid).substring(0, TIME - 1);
    }

    /** The scheduled time in the name of a CronJob's Job; empty for Jobs that were made by hand. */
    static Optional<Instant> scheduledTimeOf(String jobName, Instant now) {
        Matcher run = CRON_JOB_RUN.matcher(jobName);
        return run.matches()
                ? Optional.of(Instant.ofEpochSecond(60 * Long.parseLong(run.group(1))))
                        .filter(time -> time.isAfter(EARLIEST) && time.isBefore(now.plus(AHEAD)))
                : Optional.empty();
    }

    private static String shortened(String pvc) {
        if (pvc.length() + TIME <= LIMIT) {
            return pvc;
        }
        String kept = pvc.substring(0, LIMIT - TIME - HASH).replaceFirst("[-.]+$", "");
        return kept + "-" + sha256(pvc).substring(0, HASH - 1);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
