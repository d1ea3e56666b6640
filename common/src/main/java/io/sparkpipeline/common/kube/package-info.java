/**
 * How a job reaches the Kubernetes API: connection options, a client with the one layer of retry, and faults explained.
 * The client library is an optional dependency: a job that uses this package brings it.
 */
@NullMarked
package io.sparkpipeline.common.kube;

import org.jspecify.annotations.NullMarked;
