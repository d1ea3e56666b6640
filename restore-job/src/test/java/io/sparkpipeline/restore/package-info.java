/** The restore job, run as its user runs it, against an S3 server over HTTP. */
@NullMarked
package io.sparkpipeline.restore;

import org.jspecify.annotations.NullMarked;
