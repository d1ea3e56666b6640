/** The backup job: a consistent cut of the checkpoint volume, packed, to S3. */
@NullMarked
package io.sparkpipeline.backup;

import org.jspecify.annotations.NullMarked;
