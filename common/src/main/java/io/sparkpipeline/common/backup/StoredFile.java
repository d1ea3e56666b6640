package io.sparkpipeline.common.backup;

/**
 * A file of a backup.
 *
 * @param path relative to the checkpoint directory, with slashes
 * @param size in bytes
 * @param sha256 lower-case hex
 */
public record StoredFile(String path, long size, String sha256) {}
