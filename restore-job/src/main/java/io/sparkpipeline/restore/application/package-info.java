/** Stops the application that owns the checkpoint directory before a restore, and starts it again after. */
@NullMarked
package io.sparkpipeline.restore.application;

import org.jspecify.annotations.NullMarked;
