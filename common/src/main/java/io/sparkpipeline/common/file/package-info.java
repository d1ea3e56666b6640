/** Folders and files on a volume, and what is unpacked of them, whatever they hold. */
@NullMarked
package io.sparkpipeline.common.file;

import org.jspecify.annotations.NullMarked;
