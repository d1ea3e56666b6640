package io.sparkpipeline.common.store;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Writes objects of an S3 bucket, each with a checksum that S3 compares before it takes them. */
final class S3Writer implements ObjectWriter {

    private static final Logger LOG = LoggerFactory.getLogger(S3Writer.class);
    private static final String TYPE = "application/octet-stream";

    private final S3Client client;
    private final String bucket;
    private final S3WriteSettings settings;
    private final S3Failures failures;
    private final ObjectReader reader;

    /** @param reader of the same bucket, to look what became of a conditional write */
    S3Writer(S3Client client, String bucket, S3WriteSettings settings, S3Failures failures, ObjectReader reader) {
        this.client = client;
        this.bucket = bucket;
        this.settings = settings;
        this.failures = failures;
        this.reader = reader;
    }

    @Override
    public void put(String key, Chunk content) {
        failures.call(
                "PUT " + key, () -> client.putObject(putRequest(key, content).build(), body(content)));
    }

    @Override
    public boolean putIfAbsent(String key, Chunk content) {
        try {
            failures.call(
                    "PUT " + key,
                    () -> client.putObject(
                            putRequest(key, content).ifNoneMatch("*").build(), body(content)));
            return true;
        } catch (StoreException e) {
            switch (e.kind()) {
                case CHANGED -> {
                    return false;
                }
                case UNREACHABLE -> {
                    // A server may refuse before it has read the body and close: look before trying again.
                    if (reader.head(key).isPresent()) {
                        return false;
                    }
                    throw e;
                }
                case UNSUPPORTED -> {
                    return putUnlessSeen(key, content);
                }
                default -> throw e;
            }
        }
    }

    private boolean putUnlessSeen(String key, Chunk content) {
        LOG.warn("this store has no conditional writes, so {} is written after a look", key);
        if (reader.head(key).isPresent()) {
            return false;
        }
        put(key, content);
        return true;
    }

    private PutObjectRequest.Builder putRequest(String key, Chunk content) {
        return PutObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .checksumCRC32C(content.crc32cBase64())
                .storageClass(settings.storageClass())
                .serverSideEncryption(settings.encryption())
                .ssekmsKeyId(settings.kmsKey())
                .tagging(settings.tagging());
    }

    static RequestBody body(Chunk content) {
        return RequestBody.fromContentProvider(content::open, content.length(), TYPE);
    }

    @Override
    public Map<String, MultipartUpload> unfinished(String prefix) {
        try {
            Map<String, String> latest =
                    failures.call(
                            "LIST uploads of " + prefix,
                            () -> client
                                    .listMultipartUploadsPaginator(
                                            request -> request.bucket(bucket).prefix(prefix))
                                    .uploads()
                                    .stream()
                                    .sorted(Comparator.comparing(upload -> upload.initiated()))
                                    .collect(Collectors.toMap(
                                            upload -> upload.key(),
                                            upload -> upload.uploadId(),
                                            (older, newer) -> newer)));
            Map<String, MultipartUpload> uploads = new TreeMap<>();
            latest.forEach((key, id) -> uploads.put(key, S3MultipartUpload.resume(client, bucket, key, id, failures)));
            return uploads;
        } catch (StoreException e) {
            if (e.kind().retryable()) {
                throw e;
            }
            LOG.info("what an earlier run sent of large files is sent again: {}", e.happened());
            return Map.of();
        }
    }

    @Override
    public MultipartUpload begin(String key) {
        return S3MultipartUpload.begin(client, bucket, key, settings, failures);
    }
}
