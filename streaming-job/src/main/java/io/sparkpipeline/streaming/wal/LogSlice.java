package io.sparkpipeline.streaming.wal;

import java.io.Serializable;

/**
 * Events that one task reads: consecutive, whole, of one segment.
 *
 * @param file the segment
 * @param position where a frame begins that is not behind the first event
 * @param fromOffset the first event
 * @param untilOffset the one after the last
 */
public record LogSlice(String file, long position, long fromOffset, long untilOffset) implements Serializable {}
