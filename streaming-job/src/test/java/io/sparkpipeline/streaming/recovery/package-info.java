/** Tests of the start-up ladder's parts. */
@NullMarked
package io.sparkpipeline.streaming.recovery;

import org.jspecify.annotations.NullMarked;
