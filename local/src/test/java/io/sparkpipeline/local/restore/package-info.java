/** Restores beside a real Kafka broker. */
@NullMarked
package io.sparkpipeline.local.restore;

import org.jspecify.annotations.NullMarked;
