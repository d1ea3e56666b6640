package io.sparkpipeline.streaming.wal;

import io.sparkpipeline.common.cli.Durations;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Pauses;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a second driver out of a folder, where the volume has locks. The operating system frees it with the process. */
final class FolderLock implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final FileChannel channel;
    private @Nullable FileLock held;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @param limit how long a driver that is about to end is waited for
     * @param stopped when this turns true the wait ends
     * @return null when it ended so
     * @throws JobException (temporary) when another driver has it all that time
     */
    static @Nullable FolderLock take(Path folder, Duration limit, BooleanSupplier stopped) throws IOException {
        FolderLock lock = new FolderLock(
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        try {
            if (!lock.isTaken()) {
                LOG.info("Another driver writes to {}; it is waited for up to {}", folder, Durations.text(limit));
            }
            boolean ended = Pauses.until(limit, POLL, () -> stopped.getAsBoolean() || lock.isTaken());
            if (stopped.getAsBoolean()) {
                lock.close();
                return null;
            }
            if (!ended) {
                lock.close();
                throw JobException.temporary(
                        "another driver writes to " + folder,
                        "nothing was changed",
                        "end the other driver, or give this one its own --checkpoint-path, then start again");
            }
        } catch (UncheckedIOException e) {
            LOG.warn("{} can't be locked on this volume ({}); see to it that one driver runs", folder, e.getMessage());
        }
        return lock;
    }

    private boolean isTaken() {
        try {
            if (held == null) {
                held = channel.tryLock();
            }
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
