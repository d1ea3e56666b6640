package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupManifest;

/**
 * A backup that was committed.
 *
 * @param resumed how many of its objects an earlier run had uploaded
 */
record BackupOutcome(BackupManifest manifest, long resumed) {}
