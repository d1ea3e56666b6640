package io.sparkpipeline.common.store;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;

/** An S3 multipart upload; the store checks each part's CRC-32C, and the list of them on completion. */
final class S3MultipartUpload implements MultipartUpload {

    private static final Logger LOG = LoggerFactory.getLogger(S3MultipartUpload.class);

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final S3Failures failures;
    private final String uploadId;
    private final ConcurrentSkipListMap<Integer, CompletedPart> parts = new ConcurrentSkipListMap<>();

    private final Map<Integer, Part> sentBefore;

    private S3MultipartUpload(
            S3Client client,
            String bucket,
            String key,
            S3Failures failures,
            String uploadId,
            Map<Integer, Part> sentBefore) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.failures = failures;
        this.uploadId = uploadId;
        this.sentBefore = sentBefore;
    }

    static MultipartUpload begin(
            S3Client client, String bucket, String key, S3WriteSettings settings, S3Failures failures) {
        String uploadId = failures.call(
                "POST upload of " + key,
                () -> client.createMultipartUpload(request -> request.bucket(bucket)
                                .key(key)
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                                .storageClass(settings.storageClass())
                                .serverSideEncryption(settings.encryption())
                                .ssekmsKeyId(settings.kmsKey())
                                .tagging(settings.tagging()))
                        .uploadId());
        return new S3MultipartUpload(client, bucket, key, failures, uploadId, Map.of());
    }

    /** One that an earlier run began, with the parts that S3 has of it. */
    static MultipartUpload resume(S3Client client, String bucket, String key, String uploadId, S3Failures failures) {
        Map<Integer, Part> parts =
                failures.call(
                        "LIST parts of " + key,
                        () -> client
                                .listPartsPaginator(request ->
                                        request.bucket(bucket).key(key).uploadId(uploadId))
                                .parts()
                                .stream()
                                .collect(Collectors.toMap(Part::partNumber, part -> part)));
        return new S3MultipartUpload(client, bucket, key, failures, uploadId, parts);
    }

    @Override
    public boolean has(int number, Chunk content) {
        Part part = sentBefore.get(number);
        if (part == null
                || part.size() != content.length()
                || !content.crc32cBase64().equals(part.checksumCRC32C())) {
            return false;
        }
        parts.put(number, completed(number, part.eTag(), part.checksumCRC32C()));
        return true;
    }

    private static CompletedPart completed(int number, String etag, @Nullable String crc32c) {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(etag)
                .checksumCRC32C(crc32c)
                .build();
    }

    @Override
    public void part(int number, Chunk content) {
        var answer = failures.call(
                "PUT part " + number + " of " + key,
                () -> client.uploadPart(
                        request -> request.bucket(bucket)
                                .key(key)
                                .uploadId(uploadId)
                                .partNumber(number)
                                .checksumCRC32C(content.crc32cBase64()),
                        S3Writer.body(content)));
        parts.put(number, completed(number, answer.eTag(), answer.checksumCRC32C()));
    }

    @Override
    public void complete() {
        List<CompletedPart> inOrder = List.copyOf(parts.values());
        try {
            failures.call(
                    "POST completion of " + key,
                    () -> client.completeMultipartUpload(request -> request.bucket(bucket)
                            .key(key)
                            .uploadId(uploadId)
                            .multipartUpload(upload -> upload.parts(inOrder))));
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_FOUND || !exists()) {
                throw e;
            }
            LOG.debug("{} was completed by a try whose answer was lost", key);
        }
    }

    private boolean exists() {
        try {
            failures.call(
                    "HEAD " + key, () -> client.headObject(r -> r.bucket(bucket).key(key)));
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    @Override
    public void abort() {
        try {
            failures.call(
                    "DELETE upload of " + key,
                    () -> client.abortMultipartUpload(
                            request -> request.bucket(bucket).key(key).uploadId(uploadId)));
        } catch (StoreException e) {
            LOG.warn("the parts of {} could not be freed now, a prune will: {}", key, e.happened());
        }
    }
}
