/**
 * A Kubernetes API on this machine with volumes as folders: claims, snapshots and restores from them behave as a CSI
 * driver's do, so that the jobs run against it unchanged.
 */
@NullMarked
package io.sparkpipeline.local.kubernetes;

import org.jspecify.annotations.NullMarked;
