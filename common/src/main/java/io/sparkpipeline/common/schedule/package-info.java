/** Five-field cron, run by Quartz inside the process: what {@code --schedule} means for every job. */
@NullMarked
package io.sparkpipeline.common.schedule;

import org.jspecify.annotations.NullMarked;
