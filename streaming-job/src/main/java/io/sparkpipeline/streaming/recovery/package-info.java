/** How a driver comes up: what is recovered from, and what is set aside. */
@NullMarked
package io.sparkpipeline.streaming.recovery;

import org.jspecify.annotations.NullMarked;
