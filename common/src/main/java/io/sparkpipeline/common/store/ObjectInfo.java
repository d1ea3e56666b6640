package io.sparkpipeline.common.store;

import java.time.Instant;

/**
 * What a store says about an object.
 *
 * @param size in bytes
 * @param lastModified by the store's clock
 * @param etag changes when the content does; it is no MD5 (multipart, KMS)
 */
public record ObjectInfo(String key, long size, Instant lastModified, String etag) {}
