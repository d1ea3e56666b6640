/** {@code restore from-snapshot}: a volume snapshot becomes a new claim, and the application is pointed at it. */
@NullMarked
package io.sparkpipeline.restore.snapshot;

import org.jspecify.annotations.NullMarked;
