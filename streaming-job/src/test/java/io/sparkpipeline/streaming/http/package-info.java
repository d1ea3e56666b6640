@NullMarked
package io.sparkpipeline.streaming.http;

import org.jspecify.annotations.NullMarked;
