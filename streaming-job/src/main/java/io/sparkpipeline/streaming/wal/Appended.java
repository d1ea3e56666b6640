package io.sparkpipeline.streaming.wal;

/**
 * What became of the events of one request.
 *
 * @param accepted how many were taken
 * @param duplicates how many were not, for their id was taken before
 */
public record Appended(int accepted, int duplicates) {}
