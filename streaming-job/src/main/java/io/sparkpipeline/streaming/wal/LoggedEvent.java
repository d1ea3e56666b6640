package io.sparkpipeline.streaming.wal;

/**
 * An event as the log holds it.
 *
 * @param offset its number
 * @param timeMillis when it was taken, milliseconds since 1970
 * @param payload as it was sent
 */
@SuppressWarnings("ArrayRecordComponent") // payloads are not compared
public record LoggedEvent(long offset, long timeMillis, byte[] payload) {}
