/** The whole of it on one machine: embedded stack, demo, and the tests that cross modules. */
@NullMarked
package io.sparkpipeline.local;

import org.jspecify.annotations.NullMarked;
