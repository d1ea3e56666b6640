/** The settings of a run, which its parts are made from. */
@NullMarked
package io.sparkpipeline.streaming.config;

import org.jspecify.annotations.NullMarked;
