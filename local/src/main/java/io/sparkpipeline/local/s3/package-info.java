/** An S3 server over HTTP in a JVM of its own, with its objects in a folder. */
@NullMarked
package io.sparkpipeline.local.s3;

import org.jspecify.annotations.NullMarked;
