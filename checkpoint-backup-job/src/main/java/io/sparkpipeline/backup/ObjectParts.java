package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.MultipartUpload;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One object on its way, which the uploaders send: whole, or in parts side by side. One thread hands them over. */
final class ObjectParts {

    private final Destination to;
    private final Workers.Task there;
    private final AtomicInteger onTheWay = new AtomicInteger(1);
    private @Nullable MultipartUpload upload;
    private int parts;

    /** @param there is run, by an uploader, when the store has the object */
    ObjectParts(Destination to, Workers.Task there) {
        this.to = to;
        this.upload = to.earlier();
        this.there = there;
    }

    /** Whether a part was handed over. */
    boolean begun() {
        return parts > 0;
    }

    /**
     * Hands over the object as a whole, in place of {@link #part}s.
     *
     * @param content is made by the uploader
     * @param sent is run when the store has it
     */
    void whole(Supplier<Chunk> content, Runnable sent) throws IOException {
        to.uploaders().submit(() -> {
            to.store().put(to.key(), content.get());
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
        MultipartUpload begun = upload == null ? to.store().begin(to.key()) : upload;
        upload = begun;
        int number = ++parts;
        onTheWay.incrementAndGet();
        to.uploaders().submit(() -> {
            Chunk chunk = content.get();
            if (!begun.has(number, chunk)) {
                begun.part(number, chunk);
            }
            sent.run();
            arrived(begun);
        });
    }

    /** All parts were handed over: whoever brings the last completes the object. */
    void end() throws IOException {
        MultipartUpload begun = upload;
        if (begun != null && begun()) {
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
