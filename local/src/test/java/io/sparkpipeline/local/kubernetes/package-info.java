/** The local Kubernetes API with the snapshot job against it. */
@NullMarked
package io.sparkpipeline.local.kubernetes;

import org.jspecify.annotations.NullMarked;
