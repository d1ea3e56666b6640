/** {@code restore from-snapshot} against an embedded Kubernetes API. */
@NullMarked
package io.sparkpipeline.restore.snapshot;

import org.jspecify.annotations.NullMarked;
