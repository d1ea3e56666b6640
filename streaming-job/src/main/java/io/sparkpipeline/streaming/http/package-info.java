/** The HTTP edge: takes events by {@code POST /v1/events}, and answers 202 only when they are in the write-ahead log. */
@NullMarked
package io.sparkpipeline.streaming.http;

import org.jspecify.annotations.NullMarked;
