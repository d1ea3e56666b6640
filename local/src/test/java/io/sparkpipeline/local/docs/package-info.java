/** The documents are held against the code. */
@NullMarked
package io.sparkpipeline.local.docs;

import org.jspecify.annotations.NullMarked;
