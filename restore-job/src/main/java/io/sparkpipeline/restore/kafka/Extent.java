package io.sparkpipeline.restore.kafka;

/**
 * What a partition holds.
 *
 * @param earliest offset of the oldest record
 * @param end offset that the next record to be written gets
 */
record Extent(long earliest, long end) {}
