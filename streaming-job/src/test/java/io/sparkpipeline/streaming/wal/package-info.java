@NullMarked
package io.sparkpipeline.streaming.wal;

import org.jspecify.annotations.NullMarked;
