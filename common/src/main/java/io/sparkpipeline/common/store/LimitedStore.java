package io.sparkpipeline.common.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A store whose bodies keep within a bandwidth; tries that fail count too, since their bytes were on the way. */
final class LimitedStore implements ObjectStore {

    private final ObjectStore store;
    private final BandwidthLimit limit;

    LimitedStore(ObjectStore store, BandwidthLimit limit) {
        this.store = store;
        this.limit = limit;
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return store.head(key);
    }

    @Override
    public ObjectContent open(String key) {
        ObjectContent content = store.open(key);
        return new ObjectContent(content.info(), new LimitedStream(content.body()));
    }

    @Override
    public InputStream open(ObjectInfo expected, long from, long until) {
        return new LimitedStream(store.open(expected, from, until));
    }

    @Override
    public Optional<byte[]> read(String key, int most) {
        Optional<byte[]> bytes = store.read(key, most);
        bytes.ifPresent(read -> limit.pass(read.length));
        return bytes;
    }

    @Override
    public void list(String prefix, Consumer<ObjectInfo> consumer) {
        store.list(prefix, consumer);
    }

    @Override
    public List<String> folders(String prefix) {
        return store.folders(prefix);
    }

    @Override
    public void put(String key, Chunk content) {
        limit.pass(content.length());
        store.put(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, Chunk content) {
        limit.pass(content.length());
        return store.putIfAbsent(key, content);
    }

    @Override
    public Map<String, MultipartUpload> unfinished(String prefix) {
        return ForwardedUpload.each(store.unfinished(prefix), this::limited);
    }

    @Override
    public MultipartUpload begin(String key) {
        return limited(store.begin(key));
    }

    private MultipartUpload limited(MultipartUpload upload) {
        return new ForwardedUpload(upload) {
            @Override
            public void part(int number, Chunk content) {
                limit.pass(content.length());
                super.part(number, content);
            }
        };
    }

    @Override
    public void delete(Collection<String> keys) {
        store.delete(keys);
    }

    @Override
    public int abortUploads(String prefix, Instant before) {
        return store.abortUploads(prefix, before);
    }

    @Override
    public void close() {
        store.close();
    }

    /** A body that is read in small pieces, each at its time. */
    private final class LimitedStream extends FilterInputStream {

        LimitedStream(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                limit.pass(1);
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, Math.min(length, limit.piece()));
            if (read > 0) {
                limit.pass(read);
            }
            return read;
        }
    }
}
