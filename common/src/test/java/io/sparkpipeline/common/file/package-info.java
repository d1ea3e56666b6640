/** Tests of file trees. */
@NullMarked
package io.sparkpipeline.common.file;

import org.jspecify.annotations.NullMarked;
