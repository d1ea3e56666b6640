/** Events produced at a steady rate, and the count of them that shares no code with the streaming job. */
@NullMarked
package io.sparkpipeline.local.events;

import org.jspecify.annotations.NullMarked;
