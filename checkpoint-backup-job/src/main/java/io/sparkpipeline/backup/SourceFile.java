package io.sparkpipeline.backup;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file of a cut.
 *
 * @param file where it lies
 * @param path relative to the cut, with slashes
 * @param size in bytes
 * @param modified for the segment's entry
 */
record SourceFile(Path file, String path, long size, Instant modified) {}
