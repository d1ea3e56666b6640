/** The boundaries between modules and layers, as rules that fail the build. */
@NullMarked
package io.sparkpipeline.local.architecture;

import org.jspecify.annotations.NullMarked;
