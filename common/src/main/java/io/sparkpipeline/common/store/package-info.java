/**
 * Object storage by roles (read, write, delete), the S3 adapter, and the one retry layer. Nothing else of the project
 * knows the AWS SDK.
 */
@NullMarked
package io.sparkpipeline.common.store;

import org.jspecify.annotations.NullMarked;
