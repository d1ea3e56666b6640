package io.sparkpipeline.common.store;

import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 bucket. Every call is tried once: {@link RetryingStore} is the retry layer. */
public final class S3Store implements ObjectStore {

    private final S3Client client;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final ObjectDeleter deleter;

    /** @param endpoint for messages only */
    public S3Store(S3Client client, String bucket, String endpoint, S3WriteSettings settings) {
        S3Failures failures = new S3Failures("S3 bucket '" + bucket + "' at " + endpoint);
        this.client = client;
        this.reader = new S3Reader(client, bucket, failures);
        this.writer = new S3Writer(client, bucket, settings, failures, reader);
        this.deleter = new S3Deleter(client, bucket, failures);
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return reader.head(key);
    }

    @Override
    public ObjectContent open(String key) {
        return reader.open(key);
    }

    @Override
    public InputStream open(ObjectInfo expected, long from, long until) {
        return reader.open(expected, from, until);
    }

    @Override
    public Optional<byte[]> read(String key, int limit) {
        return reader.read(key, limit);
    }

    @Override
    public void list(String prefix, Consumer<ObjectInfo> consumer) {
        reader.list(prefix, consumer);
    }

    @Override
    public List<String> folders(String prefix) {
        return reader.folders(prefix);
    }

    @Override
    public void put(String key, Chunk content) {
        writer.put(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, Chunk content) {
        return writer.putIfAbsent(key, content);
    }

    @Override
    public Map<String, MultipartUpload> unfinished(String prefix) {
        return writer.unfinished(prefix);
    }

    @Override
    public MultipartUpload begin(String key) {
        return writer.begin(key);
    }

    @Override
    public void delete(Collection<String> keys) {
        deleter.delete(keys);
    }

    @Override
    public int abortUploads(String prefix, Instant before) {
        return deleter.abortUploads(prefix, before);
    }

    @Override
    public void close() {
        client.close();
    }
}
