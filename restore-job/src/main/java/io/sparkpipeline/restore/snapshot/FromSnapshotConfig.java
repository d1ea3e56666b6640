package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings, checked.
 *
 * @param sourcePvc the claim whose snapshots are looked at, and whose form the new one takes
 * @param application the SparkApplication that is pointed at the new claim
 * @param apply whether its patch is applied and not only printed
 */
record FromSnapshotConfig(
        String sourcePvc,
        String newPvc,
        SnapshotChoice choice,
        Optional<String> storageClass,
        List<String> accessModes,
        Optional<Quantity> size,
        Duration bindTimeout,
        Optional<String> application,
        boolean apply,
        boolean dryRun) {}
