/** The streaming job: command line, configuration, and the sequence that starts, watches and stops the driver. */
@NullMarked
package io.sparkpipeline.streaming;

import org.jspecify.annotations.NullMarked;
