/** Takes CSI snapshots of the checkpoint claim, waits until they are ready, and prunes the old ones after that. */
@NullMarked
package io.sparkpipeline.snapshot;

import org.jspecify.annotations.NullMarked;
