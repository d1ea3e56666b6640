package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.store.MultipartUpload;
import io.sparkpipeline.common.store.ObjectWriter;
import org.jspecify.annotations.Nullable;

/**
 * Where an object goes, and who brings it there.
 *
 * @param earlier the upload of it that an earlier run began, to go on with; null for none
 */
record Destination(ObjectWriter store, String key, @Nullable MultipartUpload earlier, Workers uploaders) {}
