/** What the driver of a run knows and all its parts go by: its settings, its lineage, the batches under way. */
@NullMarked
package io.sparkpipeline.streaming.run;

import org.jspecify.annotations.NullMarked;
