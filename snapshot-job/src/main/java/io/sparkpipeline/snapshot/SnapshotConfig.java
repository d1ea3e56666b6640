package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.retention.RetentionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of one run, checked.
 *
 * @param pollInterval time between two looks where the watch says nothing
 * @param triggerFile asks the stream for a fresh checkpoint first
 */
record SnapshotConfig(
        String pvc,
        String snapshotClass,
        RetentionPolicy retention,
        Duration readyTimeout,
        Duration pollInterval,
        Optional<Path> triggerFile,
        Duration checkpointTimeout,
        boolean dryRun) {}
