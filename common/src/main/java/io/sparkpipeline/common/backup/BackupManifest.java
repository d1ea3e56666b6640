package io.sparkpipeline.common.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a backup says of itself; written last.
 *
 * @param formatVersion {@link #FORMAT_VERSION} when this version wrote it
 * @param source the checkpoint directory as the backup job saw it
 * @param checkpointRoot the checkpoint path inside Spark's metadata, where a recovery reads and writes wherever the copy
 *     lies; empty when the metadata names no data
 * @param cutTime when the cut was complete: the state is no younger
 * @param checkpointTime the batch time of the checkpoint
 * @param offsets per topic and partition the next Kafka offset to be read
 * @param files number of files
 * @param bytes their sizes, summed
 * @param objects number of objects that hold them
 * @param storedBytes the sizes of the objects, summed
 * @param indexBytes the size of the index
 * @param indexSha256 lower-case hex
 * @param signature HMAC-SHA-256 over the rest, lower-case hex; null when no key was given
 */
@JsonPropertyOrder({"formatVersion", "id", "app"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupManifest(
        int formatVersion,
        BackupId id,
        String app,
        String source,
        String checkpointRoot,
        Instant cutTime,
        Instant checkpointTime,
        KafkaOffsets offsets,
        long files,
        long bytes,
        long objects,
        long storedBytes,
        long indexBytes,
        String indexSha256,
        String toolVersion,
        @Nullable String signature) {

    /** The version that this code writes, and the newest it reads. */
    public static final int FORMAT_VERSION = 1;

    public BackupManifest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(app, "app");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(checkpointRoot, "checkpointRoot");
        Objects.requireNonNull(cutTime, "cutTime");
        Objects.requireNonNull(checkpointTime, "checkpointTime");
        Objects.requireNonNull(offsets, "offsets");
        Objects.requireNonNull(indexSha256, "indexSha256");
        Objects.requireNonNull(toolVersion, "toolVersion");
    }

    /** Whether it carries a signature, valid or not. */
    public boolean signed() {
        return signature != null;
    }
}
