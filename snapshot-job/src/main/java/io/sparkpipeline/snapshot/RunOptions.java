package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.kube.KubeNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What only {@code snapshot run} needs. */
final class RunOptions {

    @Option(
            names = "--snapshot-class",
            paramLabel = "<name>",
            defaultValue = "csi-snapclass",
            description = "VolumeSnapshotClass of new snapshots")
    private String snapshotClass = "csi-snapclass";

    @Option(
            names = "--ready-timeout",
            paramLabel = "<duration>",
            defaultValue = "10m",
            description = "how long to wait until the new snapshot is ready to use")
    private Duration readyTimeout = Duration.ofMinutes(10);

    @Option(
            names = "--poll-interval",
            paramLabel = "<duration>",
            defaultValue = "5s",
            description = "time between two looks at the new snapshot where the API's watch says nothing")
    private Duration pollInterval = Duration.ofSeconds(5);

    @Option(
            names = "--scheduled-time",
            paramLabel = "<instant>",
            converter = InstantConverter.class,
            description =
                    "the time this run was due, such as 2026-11-22T12:00:00Z: it names the snapshot, so that a "
                            + "rerun goes on with it; otherwise that in the CronJob's Job name, else the Job's UID, else the present minute")
    private @Nullable Instant scheduledTime;

    @Option(
            names = "--kube-job-name",
            paramLabel = "<name>",
            description =
                    "the Job this pod belongs to (downward API: metadata.labels['batch.kubernetes.io/job-name']); "
                            + "that of a CronJob ends with the scheduled time")
    private @Nullable String jobName;

    @Option(
            names = "--kube-job-uid",
            paramLabel = "<uid>",
            description =
                    "UID of that Job (metadata.labels['batch.kubernetes.io/controller-uid']): it names the snapshot of a "
                            + "Job that was made by hand, so that its pods take one together")
    private @Nullable String jobUid;

    @Option(
            names = "--checkpoint-trigger-file",
            paramLabel = "<file>",
            description =
                    "the stream's --trigger-file on a volume that this job sees too: it is made first, so that the "
                            + "stream writes a fresh checkpoint; if none comes the snapshot is taken all the same")
    private @Nullable Path triggerFile;

    @Option(
            names = "--checkpoint-timeout",
            paramLabel = "<duration>",
            defaultValue = "30s",
            description = "how long to wait for that checkpoint")
    private Duration checkpointTimeout = Duration.ofSeconds(30);

    void check(Problems problems) {
        problems.require(KubeNames.isSubdomain(snapshotClass), "--snapshot-class", KubeNames.SUBDOMAIN_RULE)
                .require(!readyTimeout.isZero(), "--ready-timeout", "must be over 0")
                .require(!pollInterval.isZero(), "--poll-interval", "must be over 0")
                .require(!checkpointTimeout.isZero(), "--checkpoint-timeout", "must be over 0");
    }

    SnapshotConfig config(RetentionOptions retention) {
        return new SnapshotConfig(
                retention.pvc(),
                snapshotClass,
                retention.policy(),
                readyTimeout,
                pollInterval,
                Optional.ofNullable(triggerFile),
                checkpointTimeout,
                retention.dryRun());
    }

    /** What the snapshot is taken for. */
    Due due(Instant now) {
        return Optional.ofNullable(scheduledTime)
                .or(() -> Optional.ofNullable(jobName).flatMap(name -> SnapshotNames.scheduledTimeOf(name, now)))
                .map(Due::at)
                .or(() -> Optional.ofNullable(jobUid)
                        .filter(uid -> !uid.isBlank())
                        .map(uid -> Due.of(uid, now)))
                .orElseGet(() -> Due.at(now));
    }

    /** For picocli. */
    static final class InstantConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String value) {
            try {
                return OffsetDateTime.parse(value).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + value + "' is no time with an offset, such as 2026-11-22T12:00:00Z");
            }
        }
    }
}
