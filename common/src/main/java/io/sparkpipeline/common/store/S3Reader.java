package io.sparkpipeline.common.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Reads objects of an S3 bucket. */
final class S3Reader implements ObjectReader {

    private final S3Client client;
    private final String bucket;
    private final S3Failures failures;

    S3Reader(S3Client client, String bucket, S3Failures failures) {
        this.client = client;
        this.bucket = bucket;
        this.failures = failures;
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
}
