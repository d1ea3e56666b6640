/** Child processes that never outlive this one, and the stack of things to close at its end. */
@NullMarked
package io.sparkpipeline.local.process;

import org.jspecify.annotations.NullMarked;
