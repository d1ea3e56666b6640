/**
 * Savepoints: offsets and state at the end of the same batch, as gzipped JSON lines and a manifest, readable with {@code
 * zcat} and without any class of the pipeline.
 */
@NullMarked
package io.sparkpipeline.streaming.savepoint;

import org.jspecify.annotations.NullMarked;
