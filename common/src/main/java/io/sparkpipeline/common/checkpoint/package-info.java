/**
 * The checkpoint directory as Spark writes it, read without Spark: its layout, what a metadata file refers to, whether all
 * of that is there, and a consistent cut of it while the driver writes.
 */
@NullMarked
package io.sparkpipeline.common.checkpoint;

import org.jspecify.annotations.NullMarked;
