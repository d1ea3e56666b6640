/** Folders and files on a volume, whatever they hold. */
@NullMarked
package io.sparkpipeline.common.file;

import org.jspecify.annotations.NullMarked;
