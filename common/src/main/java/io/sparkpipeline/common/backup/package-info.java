/** The format of a backup: its id, manifest, index, signature and key layout, and how its objects are read back. */
@NullMarked
package io.sparkpipeline.common.backup;

import org.jspecify.annotations.NullMarked;
