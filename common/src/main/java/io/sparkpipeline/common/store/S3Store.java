package io.sparkpipeline.common.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** An S3 bucket. Every call is tried once: {@link RetryingStore} is the retry layer. */
public final class S3Store implements ObjectStore {

    private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);
    private static final String TYPE = "application/octet-stream";

    /** DeleteObjects takes at most this many keys (Amazon S3 API Reference). */
    private static final int DELETE_BATCH = 1000;

    private final S3Client client;
    private final String bucket;
    private final S3WriteSettings settings;
    private final S3Failures failures;

    /** @param endpoint for messages only */
    public S3Store(S3Client client, String bucket, String endpoint, S3WriteSettings settings) {
        this.client = client;
        this.bucket = bucket;
        this.settings = settings;
        this.failures = new S3Failures("S3 bucket '" + bucket + "' at " + endpoint);
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        try {
            HeadObjectResponse head = failures.call(
                    "HEAD " + key,
                    () -> client.headObject(request -> request.bucket(bucket).key(key)));
            return Optional.of(new ObjectInfo(key, head.contentLength(), head.lastModified(), head.eTag()));
        } catch (StoreException e) {
            return absent(e);
        }
    }

    @Override
    public ObjectContent open(String key) {
        ResponseInputStream<GetObjectResponse> body = failures.call(
                "GET " + key,
                () -> client.getObject(request -> request.bucket(bucket).key(key)));
        GetObjectResponse head = body.response();
        return new ObjectContent(
                new ObjectInfo(key, head.contentLength(), head.lastModified(), head.eTag()), new AbortingStream(body));
    }

    @Override
    public InputStream open(ObjectInfo expected, long from, long until) {
        ResponseInputStream<GetObjectResponse> body = failures.call(
                "GET " + expected.key(),
                () -> client.getObject(request -> request.bucket(bucket)
                        .key(expected.key())
                        .ifMatch(expected.etag())
                        .range("bytes=" + from + "-" + (until - 1))));
        String given = body.response().contentRange();
        if (given == null || !given.startsWith("bytes " + from + "-")) {
            body.abort();
            throw new StoreException(
                    StoreException.Kind.UNSUPPORTED,
                    "this store gave " + (given == null ? "the whole of " : "'" + given + "' of ") + expected.key()
                            + " when asked for its bytes from " + from + " on",
                    null);
        }
        return new AbortingStream(body);
    }

    @Override
    public Optional<byte[]> read(String key, int limit) {
        try (ResponseInputStream<GetObjectResponse> body = failures.call(
                "GET " + key,
                () -> client.getObject(request -> request.bucket(bucket).key(key)))) {
            return Optional.of(readAll(key, body, limit));
        } catch (StoreException e) {
            return absent(e);
        } catch (IOException | SdkException e) {
            throw new StoreException(StoreException.Kind.UNREACHABLE, "reading " + key + " broke off: " + e, e);
        }
    }

    private static byte[] readAll(String key, ResponseInputStream<GetObjectResponse> body, int limit)
            throws IOException {
        long length = body.response().contentLength();
        byte[] bytes = body.readNBytes(limit);
        if (length > limit || body.read() >= 0) {
            body.abort();
            throw new StoreException(
                    StoreException.Kind.TOO_LARGE,
                    key + " has over " + limit + " bytes, which no such object has",
                    null);
        }
        if (bytes.length != length) {
            throw new IOException(bytes.length + " bytes of " + length + " came");
        }
        return bytes;
    }

    private static <T> Optional<T> absent(StoreException e) {
        if (e.kind() == StoreException.Kind.NOT_FOUND) {
            return Optional.empty();
        }
        throw e;
    }

    @Override
    public void list(String prefix, Consumer<ObjectInfo> consumer) {
        failures.call("LIST " + prefix, () -> {
            client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                    .map(item -> new ObjectInfo(item.key(), item.size(), item.lastModified(), item.eTag()))
                    .forEach(consumer);
            return prefix;
        });
    }

    @Override
    public List<String> folders(String prefix) {
        return failures.call(
                "LIST " + prefix,
                () -> client
                        .listObjectsV2Paginator(
                                request -> request.bucket(bucket).prefix(prefix).delimiter("/"))
                        .commonPrefixes()
                        .stream()
                        .map(CommonPrefix::prefix)
                        .map(folder -> folder.substring(prefix.length(), folder.length() - 1))
                        .toList());
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
                    if (head(key).isPresent()) {
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
        if (head(key).isPresent()) {
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
    public MultipartUpload begin(String key) {
        return new S3MultipartUpload(client, bucket, key, settings, failures);
    }

    @Override
    public void delete(Collection<String> keys) {
        List<String> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += DELETE_BATCH) {
            deleteBatch(all.subList(from, Math.min(all.size(), from + DELETE_BATCH)));
        }
    }

    private void deleteBatch(List<String> keys) {
        List<ObjectIdentifier> identifiers = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .toList();
        DeleteObjectsResponse answer = failures.call(
                "DELETE of " + keys.size() + " objects",
                () -> client.deleteObjects(request -> request.bucket(bucket)
                        .delete(delete -> delete.objects(identifiers).quiet(true))));
        if (answer.hasErrors() && !answer.errors().isEmpty()) {
            var first = answer.errors().get(0);
            StoreException.Kind kind = switch (first.code()) {
                case "AccessDenied" -> StoreException.Kind.DENIED;
                case "InternalError", "SlowDown" -> StoreException.Kind.BUSY;
                default -> StoreException.Kind.REJECTED;
            };
            throw new StoreException(
                    kind,
                    answer.errors().size() + " of " + keys.size() + " objects were not deleted, the first "
                            + first.key() + ": " + first.code() + " " + first.message(),
                    null);
        }
    }

    @Override
    public int abortUploads(String prefix, Instant before) {
        int freed = 0;
        try {
            var uploads =
                    failures.call(
                            "LIST uploads of " + prefix,
                            () -> client
                                    .listMultipartUploadsPaginator(
                                            request -> request.bucket(bucket).prefix(prefix))
                                    .uploads()
                                    .stream()
                                    .filter(upload -> upload.initiated().isBefore(before))
                                    .toList());
            for (var upload : uploads) {
                failures.call(
                        "DELETE upload of " + upload.key(),
                        () -> client.abortMultipartUpload(request ->
                                request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
                freed++;
            }
        } catch (StoreException e) {
            if (e.kind().retryable()) {
                throw e;
            }
            LOG.warn("unfinished uploads could not be freed, a life-cycle rule of the bucket may: {}", e.happened());
        }
        return freed;
    }

    @Override
    public void close() {
        client.close();
    }
}
