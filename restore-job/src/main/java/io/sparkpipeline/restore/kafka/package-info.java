/** Whether Kafka still holds what a restored stream has to read again. */
@NullMarked
package io.sparkpipeline.restore.kafka;

import org.jspecify.annotations.NullMarked;
