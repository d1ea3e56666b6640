package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.MultipartUpload;
import io.sparkpipeline.common.store.ObjectWriter;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One object on its way, which the uploaders send: whole, or in parts side by side. One thread hands them over. */
final class ObjectParts {

    private final ObjectWriter store;
    private final String key;
    private final Workers uploaders;
    private final Workers.Task there;
    private final AtomicInteger onTheWay = new AtomicInteger(1);
    private @Nullable MultipartUpload upload;
    private int parts;

    /** @param there is run, by an uploader, when the store has the object */
    ObjectParts(ObjectWriter store, String key, Workers uploaders, Workers.Task there) {
        this.store = store;
        this.key = key;
        this.uploaders = uploaders;
        this.there = there;
    }

    /** Whether a part was handed over. */
    boolean begun() {
        return upload != null;
    }

    /**
     * Hands over the object as a whole, in place of {@link #part}s.
     *
     * @param content is made by the uploader
     * @param sent is run when the store has it
     */
    void whole(Supplier<Chunk> content, Runnable sent) throws IOException {
        uploaders.submit(() -> {
            store.put(key, content.get());
            sent.run();
            there.run();
        });
    }

    /**
     * Hands over the next part.
     *
     * @param content is made by the uploader
     * @param sent is run when the store has it
     */
    void part(Supplier<Chunk> content, Runnable sent) throws IOException {
        MultipartUpload to = upload;
        if (to == null) {
            to = store.begin(key);
            upload = to;
        }
        MultipartUpload begun = to;
        int number = ++parts;
        onTheWay.incrementAndGet();
        uploaders.submit(() -> {
            begun.part(number, content.get());
            sent.run();
            arrived(begun);
        });
    }

    /** All parts were handed over: whoever brings the last completes the object. */
    void end() throws IOException {
        MultipartUpload begun = upload;
        if (begun != null) {
            arrived(begun);
        }
    }

    private void arrived(MultipartUpload begun) throws IOException {
        if (onTheWay.decrementAndGet() == 0) {
            begun.complete();
            there.run();
        }
    }
}
