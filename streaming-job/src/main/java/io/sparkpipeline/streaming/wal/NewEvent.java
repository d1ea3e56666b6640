package io.sparkpipeline.streaming.wal;

import org.jspecify.annotations.Nullable;

/**
 * An event that is to be taken.
 *
 * @param payload as it was sent; not changed any more
 * @param id what it is told from others by; null counts it however often it comes
 */
@SuppressWarnings("ArrayRecordComponent") // payloads are not compared
public record NewEvent(byte[] payload, @Nullable IdHash id) {}
