package io.sparkpipeline.backup;

import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The buffers of an upload, made when first wanted: they bound its memory, whatever the number and size of files. */
final class BufferPool {

    private final int most;
    private final int size;
    private final AtomicInteger made = new AtomicInteger();
    private final BlockingQueue<byte[]> free;

    BufferPool(int most, int size) {
        this.most = most;
        this.size = size;
        this.free = new ArrayBlockingQueue<>(most);
    }

    /**
     * As many buffers as wanted, or as two thirds of the heap hold: with fewer the upload waits, and never fails.
     *
     * @param least how many the work needs to go on at all
     */
    static BufferPool within(long heap, int wanted, int least, int size) {
        return new BufferPool(Math.max(least, (int) Math.min(wanted, heap / 3 * 2 / size)), size);
    }

    /** A buffer; waits for one to come back when all are out. */
    byte[] take() throws InterruptedIOException {
        byte[] buffer = free.poll();
        if (buffer != null) {
            return buffer;
        }
        if (made.getAndIncrement() < most) {
            return new byte[size];
        }
        try {
            return free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while waiting for a buffer").initCause(e);
        }
    }

    void giveBack(byte[] buffer) {
        free.add(buffer);
    }
}
