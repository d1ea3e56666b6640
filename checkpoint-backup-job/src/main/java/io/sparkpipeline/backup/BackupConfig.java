package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.Compression;
import io.sparkpipeline.common.retention.RetentionPolicy;
import java.nio.file.Path;

/**
 * What a backup run is to do.
 *
 * @param source the checkpoint directory
 * @param staging where cuts are staged, on the volume of the source
 * @param app the application's name
 * @param parallelism objects on the way at once
 * @param pendingLimit the most bytes of a cut that stays on the volume when the store is away
 * @param readBack whether every byte is read back before the run counts as done
 */
record BackupConfig(
        Path source,
        Path staging,
        String app,
        int parallelism,
        Compression compression,
        RetentionPolicy retention,
        long pendingLimit,
        boolean readBack,
        boolean dryRun,
        String toolVersion) {}
