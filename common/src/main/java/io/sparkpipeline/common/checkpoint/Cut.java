package io.sparkpipeline.common.checkpoint;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A consistent cut: a folder that holds all that a recovery needs and nothing else, and that changes no more.
 *
 * @param directory the folder, laid out as a checkpoint directory with a single metadata file
 * @param cutTime when it was taken
 * @param checkpointTime the batch time of its metadata file
 * @param checkpointRoot the checkpoint path inside the metadata, such as {@code file:/mnt/checkpoints/app}: a recovery
 *     reads and writes there, wherever the copy lies; empty when the metadata names no data
 * @param offsets where a recovery reads Kafka on from
 * @param files how many files it holds
 * @param bytes their total size
 * @param attempts how often the driver's writing made the cut start over, plus one
 */
public record Cut(
        Path directory,
        Instant cutTime,
        Instant checkpointTime,
        String checkpointRoot,
        KafkaOffsets offsets,
        long files,
        long bytes,
        int attempts) {}
