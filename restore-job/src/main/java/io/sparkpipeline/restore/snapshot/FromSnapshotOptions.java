package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.Quantity;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.kube.KubeNames;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code from-snapshot} but for the connection. */
final class FromSnapshotOptions {

    private static final List<String> MODES =
            List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");

    @Option(
            names = "--snapshot",
            paramLabel = "<name>",
            defaultValue = SnapshotChoice.LATEST,
            description = "snapshot to restore, of --source-pvc, or latest: the newest that is ready")
    private String snapshot = SnapshotChoice.LATEST;

    @Option(
            names = "--as-of",
            paramLabel = "<instant>",
            description = "with latest: the newest that was taken at this time or before, such as 2026-11-22T12:00:00Z")
    private @Nullable String asOf;

    @Option(
            names = "--source-pvc",
            paramLabel = "<name>",
            defaultValue = "spark-checkpoint-pvc",
            description = "claim whose snapshots are looked at; the new claim takes its class, modes and size")
    private String sourcePvc = "spark-checkpoint-pvc";

    @Option(
            names = "--pvc",
            paramLabel = "<name>",
            description = "name of the new claim; one that an earlier run began is gone on with, any other is refused")
    private String newPvc = "";

    @Option(
            names = "--storage-class",
            paramLabel = "<name>",
            description = "storage class of the new claim; otherwise that of the source claim")
    private @Nullable String storageClass;

    @Option(
            names = "--access-mode",
            paramLabel = "<mode>",
            split = ",",
            description = "access modes of the new claim, comma-separated; otherwise those of the source claim")
    private List<String> accessModes = List.of();

    @Option(
            names = "--size",
            paramLabel = "<quantity>",
            description =
                    "size of the new claim, such as 20Gi; never under the snapshot's restore size; otherwise as the source claim")
    private @Nullable String size;

    @Option(
            names = "--bind-timeout",
            paramLabel = "<duration>",
            defaultValue = "5m",
            description = "how long to wait until the new claim is bound")
    private Duration bindTimeout = Duration.ofMinutes(5);

    @Option(
            names = "--application",
            paramLabel = "<name>",
            description = "SparkApplication that is to use the new claim: the patch for it is printed")
    private @Nullable String application;

    @Option(names = "--apply", description = "applies the patch to the application, which the operator then restarts")
    private boolean apply;

    @Option(names = "--dry-run", description = "chooses and checks, says what would be done, and changes nothing")
    private boolean dryRun;

    FromSnapshotConfig config(Problems problems) {
        problems.require(
                        !snapshot.contains("/"),
                        "--snapshot",
                        "names a namespace: a claim can only come from a snapshot of its own")
                .require(KubeNames.isSubdomain(snapshot.replace('/', '-')), "--snapshot", KubeNames.SUBDOMAIN_RULE)
                .require(KubeNames.isSubdomain(sourcePvc), "--source-pvc", KubeNames.SUBDOMAIN_RULE)
                .require(KubeNames.isSubdomain(newPvc), "--pvc", KubeNames.SUBDOMAIN_RULE)
                .require(!newPvc.equals(sourcePvc), "--pvc", "is the source claim: a restore makes a new one")
                .require(
                        asOf == null || snapshot.equals(SnapshotChoice.LATEST),
                        "--as-of",
                        "chooses the latest of a time, and --snapshot names one: give only one of them")
                .require(
                        storageClass == null || KubeNames.isSubdomain(storageClass),
                        "--storage-class",
                        KubeNames.SUBDOMAIN_RULE)
                .require(MODES.containsAll(accessModes), "--access-mode", "must be of " + MODES)
                .require(!bindTimeout.isZero(), "--bind-timeout", "must be over 0")
                .require(
                        application == null || KubeNames.isSubdomain(application),
                        "--application",
                        KubeNames.SUBDOMAIN_RULE)
                .require(!apply || application != null, "--apply", "needs --application");
        Optional<Quantity> quantity = quantity(problems);
        Optional<Instant> limit = instant(problems);
        problems.throwIfAny();
        return new FromSnapshotConfig(
                sourcePvc,
                newPvc,
                new SnapshotChoice(snapshot, limit, sourcePvc),
                Optional.ofNullable(storageClass),
                accessModes,
                quantity,
                bindTimeout,
                Optional.ofNullable(application),
                apply,
                dryRun);
    }

    private Optional<Quantity> quantity(Problems problems) {
        if (size == null) {
            return Optional.empty();
        }
        try {
            Quantity quantity = new Quantity(size);
            if (Quantity.getAmountInBytes(quantity).signum() > 0) {
                return Optional.of(quantity);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        problems.add("--size", "'" + size + "' is no size, such as 20Gi");
        return Optional.empty();
    }

    private Optional<Instant> instant(Problems problems) {
        if (asOf == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(asOf).toInstant());
        } catch (DateTimeParseException e) {
            problems.add("--as-of", "'" + asOf + "' is no time with an offset, such as 2026-11-22T12:00:00Z");
            return Optional.empty();
        }
    }
}
