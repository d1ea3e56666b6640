/** Which backups or snapshots stay and which go: pure planning that gives a reason for each; deleting comes after. */
@NullMarked
package io.sparkpipeline.common.retention;

import org.jspecify.annotations.NullMarked;
