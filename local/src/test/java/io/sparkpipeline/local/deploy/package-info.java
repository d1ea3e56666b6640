/** The manifests of {@code deploy/} are held against schemas, code, alerts and documents. */
@NullMarked
package io.sparkpipeline.local.deploy;

import org.jspecify.annotations.NullMarked;
