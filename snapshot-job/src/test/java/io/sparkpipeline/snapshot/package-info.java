/** The snapshot job, run as a user runs it against an embedded Kubernetes API. */
@NullMarked
package io.sparkpipeline.snapshot;

import org.jspecify.annotations.NullMarked;
