/** The embedded stack as a whole: two at once, and however it ends. */
@NullMarked
package io.sparkpipeline.local.stack;

import org.jspecify.annotations.NullMarked;
