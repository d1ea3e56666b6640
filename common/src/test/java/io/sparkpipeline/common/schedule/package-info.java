@NullMarked
package io.sparkpipeline.common.schedule;

import org.jspecify.annotations.NullMarked;
