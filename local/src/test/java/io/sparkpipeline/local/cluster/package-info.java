/** Spark on Kubernetes on one machine: driver and executors as processes, an API that allows what the driver's role does. */
@NullMarked
package io.sparkpipeline.local.cluster;

import org.jspecify.annotations.NullMarked;
