/** The restore job: a backup from S3, verified, swapped into the checkpoint volume. */
@NullMarked
package io.sparkpipeline.restore;

import org.jspecify.annotations.NullMarked;
