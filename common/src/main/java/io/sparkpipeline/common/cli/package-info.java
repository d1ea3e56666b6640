/** The edge of every job: exit codes, reports, configuration problems, the command template and its option mixins. */
@NullMarked
package io.sparkpipeline.common.cli;

import org.jspecify.annotations.NullMarked;
