/** The interface for users' own logic, and the pipelines that come with the job. */
@NullMarked
package io.sparkpipeline.streaming.pipeline;

import org.jspecify.annotations.NullMarked;
