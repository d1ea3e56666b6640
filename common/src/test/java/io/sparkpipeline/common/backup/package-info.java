/** Tests of the backup format, and a maker of backups, good and hostile. */
@NullMarked
package io.sparkpipeline.common.backup;

import org.jspecify.annotations.NullMarked;
