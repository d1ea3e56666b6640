package io.sparkpipeline.common.store;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket is and how patiently it is spoken to.
 *
 * @param endpoint of an S3-compatible store, addressed by path; null for AWS itself
 * @param region null for the AWS default chain
 * @param silence the longest wait for the next byte before a try counts as failed
 * @param connections the most at once
 */
public record S3Location(
        String bucket, @Nullable URI endpoint, @Nullable String region, Duration silence, int connections) {

    /** For messages. */
    public String place() {
        return endpoint == null ? "AWS" : endpoint.toString();
    }
}
