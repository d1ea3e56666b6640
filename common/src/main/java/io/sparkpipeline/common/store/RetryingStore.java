package io.sparkpipeline.common.store;

import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Adds the retry layer to a store: every call may be repeated without harm. */
public final class RetryingStore implements ObjectStore {

    private final ObjectStore store;
    private final Retries retries;

    public RetryingStore(ObjectStore store, Deadline deadline) {
        this.store = store;
        this.retries = new Retries(deadline);
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return retries.call(() -> store.head(key));
    }

    @Override
    public ObjectContent open(String key) {
        ObjectContent content = retries.call(() -> store.open(key));
        return new ObjectContent(
                content.info(),
                new ResumingInputStream(store, content.info(), 0, content.info().size(), retries, content.body()));
    }

    @Override
    public InputStream open(ObjectInfo expected, long from, long until) {
        InputStream body = retries.call(() -> store.open(expected, from, until));
        return new ResumingInputStream(store, expected, from, until, retries, body);
    }

    @Override
    public Optional<byte[]> read(String key, int limit) {
        return retries.call(() -> store.read(key, limit));
    }

    /** A listing that breaks off is begun again after the last key that the consumer got. */
    @Override
    public void list(String prefix, Consumer<ObjectInfo> consumer) {
        List<ObjectInfo> last = new ArrayList<>(1);
        retries.run(() -> store.list(prefix, info -> {
            if (last.isEmpty() || info.key().compareTo(last.get(0).key()) > 0) {
                last.clear();
                last.add(info);
                consumer.accept(info);
            }
        }));
    }

    @Override
    public List<String> folders(String prefix) {
        return retries.call(() -> store.folders(prefix));
    }

    @Override
    public void put(String key, Chunk content) {
        retries.run(() -> store.put(key, content));
    }

    @Override
    public boolean putIfAbsent(String key, Chunk content) {
        return retries.call(() -> store.putIfAbsent(key, content));
    }

    @Override
    public Map<String, MultipartUpload> unfinished(String prefix) {
        return ForwardedUpload.each(retries.call(() -> store.unfinished(prefix)), this::retrying);
    }

    @Override
    public MultipartUpload begin(String key) {
        return retrying(retries.call(() -> store.begin(key)));
    }

    private MultipartUpload retrying(MultipartUpload upload) {
        return new ForwardedUpload(upload) {
            @Override
            public void part(int number, Chunk content) {
                retries.run(() -> super.part(number, content));
            }

            @Override
            public void complete() {
                retries.run(super::complete);
            }
        };
    }

    @Override
    public void delete(Collection<String> keys) {
        retries.run(() -> store.delete(keys));
    }

    @Override
    public int abortUploads(String prefix, Instant before) {
        return retries.call(() -> store.abortUploads(prefix, before));
    }

    @Override
    public void close() {
        store.close();
    }
}
