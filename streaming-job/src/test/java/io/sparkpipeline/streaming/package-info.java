/** Tests of the streaming job. */
@NullMarked
package io.sparkpipeline.streaming;

import org.jspecify.annotations.NullMarked;
