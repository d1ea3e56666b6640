/** An embedded Kubernetes API for tests, with faults at HTTP level. */
@NullMarked
package io.sparkpipeline.common.kube;

import org.jspecify.annotations.NullMarked;
