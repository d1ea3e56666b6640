/** The stack that stays: the stream with backups and snapshots on their schedules, until it is told to stop. */
@NullMarked
package io.sparkpipeline.local.up;

import org.jspecify.annotations.NullMarked;
