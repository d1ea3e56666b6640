package io.sparkpipeline.common.store;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** An S3 multipart upload; the store checks each part's CRC-32C, and the list of them on completion. */
final class S3MultipartUpload implements MultipartUpload {

    private static final Logger LOG = LoggerFactory.getLogger(S3MultipartUpload.class);

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final S3Failures failures;
    private final String uploadId;
    private final ConcurrentSkipListMap<Integer, CompletedPart> parts = new ConcurrentSkipListMap<>();

    S3MultipartUpload(S3Client client, String bucket, String key, S3WriteSettings settings, S3Failures failures) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.failures = failures;
        this.uploadId = failures.call(
                "POST upload of " + key,
                () -> client.createMultipartUpload(request -> request.bucket(bucket)
                                .key(key)
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                                .storageClass(settings.storageClass())
                                .serverSideEncryption(settings.encryption())
                                .ssekmsKeyId(settings.kmsKey())
                                .tagging(settings.tagging()))
                        .uploadId());
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
        parts.put(
                number,
                CompletedPart.builder()
                        .partNumber(number)
                        .eTag(answer.eTag())
                        .checksumCRC32C(answer.checksumCRC32C())
                        .build());
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
